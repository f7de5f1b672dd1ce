package dev.orderly.console;

import io.swagger.v3.oas.annotations.Hidden;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** The page and what it needs to know; its other files lie in static/console. */
@RestController
@Hidden
class ConsoleController {

    /** Nothing from elsewhere, nothing inline: what a customer wrote can never become part of the page. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Map<String, String> key;

    ConsoleController(@Value("${orderly.console.try-it-key:}") String tryItKey) {
        key = tryItKey.isEmpty() ? Map.of() : Map.of("apiKey", tryItKey);
    }

    @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
    ResponseEntity<Resource> page() {
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", POLICY)
                .body(new ClassPathResource("console/index.html"));
    }

    /** Empty in production, where whoever opens the page brings a key of their own. */
    @GetMapping("/console/key")
    Map<String, String> key() {
        return key;
    }
}
