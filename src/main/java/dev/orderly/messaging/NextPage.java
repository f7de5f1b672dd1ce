package dev.orderly.messaging;

import java.util.List;
import java.util.function.Function;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Answers a list a page at a time, with the address of the next page in a Link header, as every door does. */
final class NextPage {

    /** How every list is answered. */
    record Items<T>(List<T> items) {}

    private NextPage() {}

    /**
     * The page of the current request.
     *
     * @param rows at most one more than the limit; that one more tells that there is a next page
     * @param position what the next page's query parameter {@code after} is to be, in letters that need no encoding
     */
    static <T> ResponseEntity<Items<T>> answer(List<T> rows, int limit, Function<T, String> position) {
        if (rows.size() <= limit) {
            return ResponseEntity.ok(new Items<>(rows));
        }
        List<T> page = rows.subList(0, limit);
        String next = ServletUriComponentsBuilder.fromCurrentRequest()
                .scheme(null)
                .host(null)
                .port(null)
                .replaceQueryParam("after", position.apply(page.getLast()))
                .build(true)
                .toUriString();
        return ResponseEntity.ok()
                .header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"")
                .body(new Items<>(page));
    }
}
