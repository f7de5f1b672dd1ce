package dev.orderly.web;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;

/** Names each field that bean validation or conversion refused. */
final class InvalidFields {

    private static final Comparator<FieldError> IN_STABLE_ORDER =
            Comparator.comparing(FieldError::field).thenComparing(FieldError::message);

    /** Of what is wrong with thousands of lines, the first errors tell enough. */
    private static final int MOST = 100;

    private InvalidFields() {}

    static Problem problem(MethodArgumentNotValidException error) {
        return problem(fields(error.getBindingResult().getFieldErrors()));
    }

    static Problem problem(HandlerMethodValidationException error) {
        return problem(error.getParameterValidationResults().stream().flatMap(InvalidFields::fields));
    }

    static Problem problem(MethodArgumentTypeMismatchException error) {
        return problem(Stream.of(new FieldError(error.getName(), expected(error.getRequiredType()))));
    }

    static Problem problem(MissingServletRequestParameterException error) {
        return problem(Stream.of(new FieldError(error.getParameterName(), "must be given")));
    }

    private static Problem problem(Stream<FieldError> errors) {
        return Problem.invalid(errors.sorted(IN_STABLE_ORDER).limit(MOST).toList());
    }

    private static Stream<FieldError> fields(ParameterValidationResult result) {
        if (result instanceof ParameterErrors body) {
            return fields(body.getFieldErrors());
        }
        String name = String.valueOf(result.getMethodParameter().getParameterName());
        return result.getResolvableErrors().stream().map(error -> new FieldError(name, message(error)));
    }

    private static Stream<FieldError> fields(List<org.springframework.validation.FieldError> errors) {
        return errors.stream().map(error -> new FieldError(error.getField(), message(error)));
    }

    private static String message(MessageSourceResolvable error) {
        String message = error.getDefaultMessage();
        return message == null ? "is not valid" : message;
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "has the wrong form";
        }
        if (type.isEnum()) {
            return "must be one of "
                    + Arrays.stream(type.getEnumConstants())
                            .map(String::valueOf)
                            .collect(Collectors.joining(", "));
        }
        return type == int.class || type == long.class ? "must be a whole number" : "has the wrong form";
    }
}
