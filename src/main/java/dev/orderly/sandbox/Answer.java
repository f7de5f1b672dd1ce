package dev.orderly.sandbox;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** What the sandbox answers. */
record Answer(int status, Map<String, String> headers, String body) {

    static Answer json(int status, Object body) {
        return new Answer(
                status,
                Map.of("Content-Type", "application/json"),
                JsonMapper.shared().writeValueAsString(body));
    }

    static Answer html(int status, String page) {
        return new Answer(
                status,
                Map.of(
                        "Content-Type", "text/html; charset=utf-8",
                        "Content-Security-Policy",
                                "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
                        "Cache-Control", "no-store"),
                page);
    }

    /** Have the browser get another page instead of posting again on reload. */
    static Answer seeOther(String path) {
        return new Answer(303, Map.of("Location", path), "");
    }
}
