package dev.orderly.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What the framework refuses by itself, and what a module without knowledge of this package throws as Spring's own type. */
final class StandardProblem {

    static final String NOTHING_HERE = "There is nothing at this address; /docs tells what there is.";

    private StandardProblem() {}

    static Problem of(ErrorResponse error, HttpServletRequest request) {
        ProblemDetail body = error.getBody();
        if (isNamed(body.getType())) {
            return new Problem(body, error.getHeaders());
        }
        Problem problem = of(body.getStatus(), advice(error, request), error.getHeaders());
        if (body.getProperties() != null) {
            problem.with(body.getProperties());
        }
        return problem;
    }

    static Problem of(int status, @Nullable String detail) {
        return of(status, detail, new HttpHeaders());
    }

    private static Problem of(int status, @Nullable String detail, HttpHeaders headers) {
        HttpStatus known = Objects.requireNonNullElse(HttpStatus.resolve(status), HttpStatus.INTERNAL_SERVER_ERROR);
        String text = detail == null ? known.getReasonPhrase() + "." : detail;
        return Problem.of(known, slug(known), known.getReasonPhrase(), text, headers);
    }

    /** The last part of the type of a problem that is no more than its status. */
    static String slug(HttpStatus status) {
        return status.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean isNamed(@Nullable URI type) {
        return type != null && !type.toString().equals("about:blank");
    }

    private static @Nullable String advice(ErrorResponse error, HttpServletRequest request) {
        HttpHeaders headers = error.getHeaders();
        return switch (error.getStatusCode().value()) {
            case 404 ->
                error instanceof NoResourceFoundException
                        ? NOTHING_HERE
                        : error.getBody().getDetail();
            case 405 -> request.getMethod() + " is not for this address; it takes " + headers.getFirst("Allow") + ".";
            case 406 -> "This address answers in application/json: accept that.";
            case 415 -> "This address takes application/json: send that as Content-Type.";
            default -> error.getBody().getDetail();
        };
    }
}
