package dev.orderly.web;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;

/**
 * An RFC 9457 answer with its headers. Its type is a name and no address ({@code urn:orderly:problem:order-not-found}),
 * so that nobody expects a page behind it.
 */
record Problem(ProblemDetail body, HttpHeaders headers) {

    static final String TYPE_PREFIX = "urn:orderly:problem:";

    static Problem of(HttpStatusCode status, String type, String title, String detail) {
        return of(status, type, title, detail, new HttpHeaders());
    }

    static Problem of(HttpStatusCode status, String type, String title, String detail, HttpHeaders headers) {
        ProblemDetail body = ProblemDetail.forStatusAndDetail(status, detail);
        body.setType(URI.create(TYPE_PREFIX + type));
        body.setTitle(title);
        return new Problem(body, headers);
    }

    static Problem of(ApiProblem problem) {
        return of(problem.status(), problem.type(), problem.title(), problem.getMessage(), problem.headers())
                .with(problem.members());
    }

    static Problem invalid(List<FieldError> errors) {
        return of(new InvalidRequest(errors));
    }

    static Problem retryLater(HttpStatus status, String type, String title, String detail, int seconds) {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
        return of(status, type, title, detail, headers);
    }

    Problem with(Map<String, Object> members) {
        members.forEach(body::setProperty);
        return this;
    }
}
