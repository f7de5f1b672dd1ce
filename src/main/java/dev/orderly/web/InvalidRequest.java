package dev.orderly.web;

import java.util.List;
import org.springframework.http.HttpStatus;

/** The request can be read, and some of its fields hold what they may not. */
public final class InvalidRequest extends ApiProblem {

    public InvalidRequest(List<FieldError> errors) {
        super(HttpStatus.BAD_REQUEST, "invalid-request", "The request is not valid", detail(errors));
        member("errors", errors);
    }

    public InvalidRequest(String field, String message) {
        this(List.of(new FieldError(field, message)));
    }

    private static String detail(List<FieldError> errors) {
        return errors.size() == 1
                ? "Correct this field and send the request again: " + errors.getFirst() + "."
                : "Correct the %d fields under errors and send the request again.".formatted(errors.size());
    }
}
