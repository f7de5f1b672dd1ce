package dev.orderly.web;

import dev.orderly.messaging.Ids;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** The one place where failures become answers, whether they come from a controller, a filter or the container. */
@RestControllerAdvice
class ApiErrors {

    private static final Logger log = LoggerFactory.getLogger(ApiErrors.class);

    @ExceptionHandler(Exception.class)
    ResponseEntity<ProblemDetail> answer(Exception error, HttpServletRequest request) {
        return answer(problem(error, request), request.getRequestURI());
    }

    static ResponseEntity<ProblemDetail> answer(Problem problem, String path) {
        problem.body().setInstance(instance(path));
        return ResponseEntity.status(problem.body().getStatus())
                .headers(problem.headers())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem.body());
    }

    static Problem problem(Exception error, HttpServletRequest request) {
        return switch (error) {
            case ApiProblem refusal -> Problem.of(refusal);
            case HttpMessageNotReadableException unreadable -> UnreadableBody.problem(unreadable);
            case MethodArgumentNotValidException invalid -> InvalidFields.problem(invalid);
            case HandlerMethodValidationException invalid -> InvalidFields.problem(invalid);
            case MethodArgumentTypeMismatchException mismatch -> InvalidFields.problem(mismatch);
            case MissingServletRequestParameterException missing -> InvalidFields.problem(missing);
            case AuthenticationException _ -> unauthorized();
            case InvalidParameterException notDecoded ->
                StandardProblem.of(notDecoded.getErrorCode(), "Send parameters in percent-encoded UTF-8.");
            case ClientAbortException _ -> StandardProblem.of(HttpStatus.BAD_REQUEST.value(), "The caller has gone.");
            case ErrorResponse standard -> StandardProblem.of(standard, request);
            default -> Unavailable.find(error).orElseGet(() -> unexpected(error, request));
        };
    }

    private static Problem unauthorized() {
        HttpHeaders headers = new HttpHeaders();
        headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
        return Problem.of(
                HttpStatus.UNAUTHORIZED,
                "unauthorized",
                "A known API key is needed",
                "Send the header Authorization: Bearer <key> with a key whose SHA-256 is among orderly.api-keys.",
                headers);
    }

    /** The caller learns an id and nothing of the inside; the log has both. */
    private static Problem unexpected(Throwable error, HttpServletRequest request) {
        String errorId = Ids.next();
        log.error("{} {} failed with error {}.", request.getMethod(), request.getRequestURI(), errorId, error);
        Problem problem = Problem.of(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "internal-error",
                "Orderly failed",
                "This is a fault of Orderly and no fault of the request. Its log tells more under error " + errorId
                        + ".");
        problem.body().setProperty("errorId", errorId);
        return problem;
    }

    private static @Nullable URI instance(String path) {
        try {
            return URI.create(path);
        } catch (IllegalArgumentException notAUri) {
            return null;
        }
    }
}
