package dev.orderly.web;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import org.springframework.web.util.UriUtils;

/** Answers lists a page at a time, with the address of the next page in a Link header (RFC 8288). */
public final class Pages {

    private Pages() {}

    /**
     * The page of the current request.
     *
     * @param rows at most one more than the limit; that one more tells that there is a next page
     * @param position what the next page's query parameter {@code after} is to be, given the last row of this one
     */
    public static <T> ResponseEntity<Items<T>> answer(List<T> rows, int limit, Function<T, String> position) {
        if (rows.size() <= limit) {
            return ResponseEntity.ok(new Items<>(rows));
        }
        List<T> page = rows.subList(0, limit);
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + addressAfter(position.apply(page.getLast())) + ">; rel=\"next\"")
                .body(new Items<>(page));
    }

    private static String addressAfter(String last) {
        return ServletUriComponentsBuilder.fromCurrentRequest()
                .scheme(null)
                .host(null)
                .port(null)
                .replaceQueryParam("after", UriUtils.encode(last, StandardCharsets.UTF_8))
                .build(true)
                .toUriString();
    }
}
