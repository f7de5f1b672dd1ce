package dev.orderly.web;

/**
 * What is wrong with one field of a request.
 *
 * @param field the field's path, such as {@code lines[2].quantity}; empty where the body as a whole is at fault
 * @param message what it must be
 */
public record FieldError(String field, String message) {

    @Override
    public String toString() {
        return field.isEmpty() ? message : field + ": " + message;
    }
}
