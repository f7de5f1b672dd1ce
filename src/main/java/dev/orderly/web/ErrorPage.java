package dev.orderly.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Answers what went wrong outside the controllers' reach, such as a request that the firewall rejects. */
@Hidden
@RestController
class ErrorPage implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object path = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        return ApiErrors.answer(problem(request), path == null ? request.getRequestURI() : path.toString());
    }

    private static Problem problem(HttpServletRequest request) {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception error) {
            return ApiErrors.problem(error, request);
        }
        return request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE) instanceof Integer status
                ? StandardProblem.of(status, advice(status))
                : StandardProblem.of(HttpStatus.NOT_FOUND.value(), StandardProblem.NOTHING_HERE);
    }

    private static @Nullable String advice(int status) {
        return status == HttpStatus.BAD_REQUEST.value()
                ? "The request's address or headers are not well formed."
                : null;
    }
}
