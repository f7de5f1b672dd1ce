package dev.orderly.web;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Tells a body that is no JSON from JSON whose fields are unknown or hold values of the wrong kind. */
final class UnreadableBody {

    private UnreadableBody() {}

    static Problem problem(HttpMessageNotReadableException error) {
        return switch (error.getCause()) {
            case UnrecognizedPropertyException unknown -> invalid(unknown, unknown(unknown));
            case MismatchedInputException mismatch -> invalid(mismatch, expected(mismatch.getTargetType()));
            case InputCoercionException tooLarge -> invalid(tooLarge, expected(tooLarge.getTargetType()));
            case DatabindException other -> invalid(other, "has a value of the wrong kind");
            case JacksonException noJson -> unreadable(" It breaks off at " + place(noJson) + ".");
            case null, default -> unreadable("");
        };
    }

    private static Problem invalid(JacksonException error, String message) {
        String field = path(error);
        String what = field.isEmpty() ? "the body must be one JSON object and nothing else" : message;
        return Problem.invalid(List.of(new FieldError(field, what)));
    }

    private static Problem unreadable(String where) {
        return Problem.of(
                HttpStatus.BAD_REQUEST,
                "unreadable-json",
                "The body is not readable JSON",
                "Send a body of valid JSON in UTF-8, each field once." + where);
    }

    private static String unknown(UnrecognizedPropertyException error) {
        Collection<Object> known = error.getKnownPropertyIds();
        return known == null || known.isEmpty()
                ? "is not known here"
                : "is not known here; known are "
                        + known.stream().map(String::valueOf).sorted().collect(Collectors.joining(", "));
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "must be a whole number within its bounds, without quotes or a fraction";
        }
        if (type == String.class) {
            return "must be a string";
        }
        if (type != null && Collection.class.isAssignableFrom(type)) {
            return "must be an array";
        }
        return type != null && type.isRecord() ? "must be an object" : "has a value of the wrong kind";
    }

    private static String place(JacksonException error) {
        return "line " + error.getLocation().getLineNr() + ", column "
                + error.getLocation().getColumnNr();
    }

    private static String path(JacksonException error) {
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference step : error.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
