package dev.orderly.messaging;

import java.net.URI;
import java.util.Set;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;

/** A refusal of messaging's own HTTP doors: Spring's type, as messaging does not know what other doors share. */
abstract class MessagingProblem extends ErrorResponseException {

    private static final Set<String> OF_EVERY_PROBLEM = Set.of("type", "title", "status", "detail", "instance");

    /** @param type the last part of the problem's stable type */
    MessagingProblem(HttpStatus status, String type, String title, String detail) {
        super(status, ProblemDetail.forStatusAndDetail(status, detail), null);
        setType(URI.create("urn:orderly:problem:" + type));
        setTitle(title);
    }

    /** Adds an extension member to the answer. */
    final void member(String name, Object value) {
        if (OF_EVERY_PROBLEM.contains(name)) {
            throw new IllegalArgumentException("Every problem has a member " + name + " of its own");
        }
        getBody().setProperty(name, value);
    }
}
