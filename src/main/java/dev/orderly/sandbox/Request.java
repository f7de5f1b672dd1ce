package dev.orderly.sandbox;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a caller sent.
 *
 * @param path the segments of the path
 * @param host the address by which the caller knows the sandbox
 */
record Request(
        String method,
        List<String> path,
        String host,
        @Nullable String contentType,
        @Nullable String idempotencyKey,
        String query,
        String body) {

    /** The method and the first segment, such as {@code POST sessions}, with a star for a second one. */
    String route() {
        return switch (path.size()) {
            case 0 -> method;
            case 1 -> method + " " + path.getFirst();
            case 2 -> method + " " + path.getFirst() + " *";
            default -> "";
        };
    }

    String id() {
        return path.getLast();
    }

    String requireIdempotencyKey() {
        if (idempotencyKey == null || idempotencyKey.isBlank() || idempotencyKey.length() > 255) {
            throw new Refusal(400, "The header Idempotency-Key must have 1 to 255 characters");
        }
        return idempotencyKey;
    }

    /** A browser cannot be made to send this type from another site without asking first. */
    <T> T json(Class<T> type) {
        if (contentType == null || !contentType.startsWith("application/json")) {
            throw new Refusal(415, "Content-Type must be application/json");
        }
        try {
            return JsonMapper.shared().readValue(body, type);
        } catch (JacksonException unreadable) {
            throw new Refusal(400, "The body is not the JSON that is expected here");
        }
    }

    /** The value of a field of an HTML form, or the empty string. */
    String formField(String name) {
        return field(body, name);
    }

    /** The value of a field of the address, or the empty string. */
    String queryField(String name) {
        return field(query, name);
    }

    private static String field(String form, String name) {
        return Arrays.stream(form.split("&"))
                .filter(field -> field.startsWith(name + "="))
                .map(field -> URLDecoder.decode(field.substring(name.length() + 1), StandardCharsets.UTF_8))
                .findFirst()
                .orElse("");
    }
}
