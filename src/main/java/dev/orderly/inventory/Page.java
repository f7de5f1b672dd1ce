package dev.orderly.inventory;

import dev.orderly.web.Items;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriUtils;

final class Page {

    private Page() {}

    static <T> ResponseEntity<Items<T>> of(List<T> rows, int limit, Function<T, String> position) {
        if (rows.size() <= limit) {
            return ResponseEntity.ok(new Items<>(rows));
        }
        List<T> page = rows.subList(0, limit);
        String next = ServletUriComponentsBuilder.fromCurrentRequest()
                .scheme(null)
                .host(null)
                .port(null)
                .replaceQueryParam("after", UriUtils.encode(position.apply(page.getLast()), StandardCharsets.UTF_8))
                .build(true)
                .toUriString();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"")
                .body(new Items<>(page));
    }
}
