package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import dev.orderly.web.Items;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.EntityExchangeResult;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

@InventoryTest
class InventoryHttpTest {

    @LocalServerPort
    int port;

    @Autowired
    Warehouse warehouse;

    @Autowired
    ReserveStock reserveStock;

    RestTestClient api;

    @BeforeEach
    void connect() {
        api = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + OrderlyTest.API_KEY)
                .build();
    }

    @Test
    void stock_that_is_set_is_shown() {
        String sku = "tea-" + Ids.next();
        put(sku, Map.of("onHand", 12, "reason", "delivery"))
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.sku")
                .isEqualTo(sku)
                .jsonPath("$.available")
                .isEqualTo(12);
        reserveStock.forOrder(Ids.next(), List.of(new ReservationLine(sku, 5)));
        get("/api/stock/" + sku)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.onHand")
                .isEqualTo(12)
                .jsonPath("$.reserved")
                .isEqualTo(5)
                .jsonPath("$.available")
                .isEqualTo(7)
                .jsonPath("$.updatedAt")
                .value(String.class, at -> assertThat(at).endsWith("Z"));
    }

    @Test
    void a_sku_with_spaces_and_letters_beyond_ascii_has_an_address() {
        String sku = "Grüner Tee 1+1 #" + Ids.next();
        put(sku, Map.of("onHand", 1, "reason", "delivery")).expectStatus().isOk();
        api.get()
                .uri("/api/stock/{sku}", sku)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.sku")
                .isEqualTo(sku);
    }

    @Test
    void an_unknown_sku_is_not_found_however_much_it_resembles_a_known_one() {
        String sku = warehouse.sku(1);
        for (String other : List.of(sku.toUpperCase(Locale.ROOT), sku + " ", "no-such-sku")) {
            api.get()
                    .uri("/api/stock/{sku}", other)
                    .exchange()
                    .expectStatus()
                    .isNotFound()
                    .expectHeader()
                    .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                    .expectBody()
                    .jsonPath("$.sku")
                    .isEqualTo(other);
        }
        get("/api/stock/no-such-sku/movements").expectStatus().isNotFound();
    }

    @Test
    void less_than_is_reserved_is_a_conflict_that_names_the_reserved_quantity() {
        String sku = warehouse.sku(10);
        reserveStock.forOrder(Ids.next(), List.of(new ReservationLine(sku, 6)));
        put(sku, Map.of("onHand", 5, "reason", "broken"))
                .expectStatus()
                .isEqualTo(409)
                .expectBody()
                .jsonPath("$.reserved")
                .isEqualTo(6)
                .jsonPath("$.detail")
                .value(String.class, detail -> assertThat(detail).contains("6 of " + sku + " are reserved"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            onHand | {"onHand":-1,"reason":"x"}
            onHand | {"onHand":1000000001,"reason":"x"}
            onHand | {"reason":"x"}
            onHand | {"onHand":"many","reason":"x"}
            reason | {"onHand":1}
            reason | {"onHand":1,"reason":"  "}
            color  | {"onHand":1,"reason":"x","color":"green"}
            """)
    void nonsense_is_refused_with_the_field_at_fault(String field, String body) {
        String sku = "tea-" + Ids.next();
        api.put()
                .uri("/api/stock/{sku}", sku)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange()
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo(field);
        get("/api/stock/" + sku).expectStatus().isNotFound();
    }

    @ParameterizedTest
    @CsvSource({"' TEA'", "'TEA '", "'TE\u0007A'", "T234567890123456789012345678901234567890123456789012345678901234+"})
    void a_sku_that_could_not_be_kept_exactly_is_refused(String sku) {
        put(sku, Map.of("onHand", 1, "reason", "x"))
                .expectStatus()
                .isBadRequest()
                .expectBody()
                .jsonPath("$.errors[0].field")
                .isEqualTo("sku");
    }

    @Test
    void the_pages_of_the_list_show_every_sku_once_and_in_order() {
        List<String> mine = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            mine.add(warehouse.sku(i));
        }
        List<Object> skus = follow("/api/stock?limit=2", "sku");
        assertThat(skus).containsAll(mine).doesNotHaveDuplicates();
        assertThat(skus.stream().map(String::valueOf)).isSorted();
    }

    @Test
    void the_pages_of_the_movements_run_from_the_newest_to_the_oldest() {
        String sku = warehouse.sku(5);
        for (int i = 1; i <= 4; i++) {
            put(sku, Map.of("onHand", 5 + i, "reason", "delivery " + i))
                    .expectStatus()
                    .isOk();
        }
        assertThat(follow("/api/stock/" + sku + "/movements?limit=2", "reason"))
                .containsExactly("delivery 4", "delivery 3", "delivery 2", "delivery 1", "test");
    }

    @Test
    void a_page_has_one_to_five_hundred_items() {
        get("/api/stock?limit=0").expectStatus().isBadRequest();
        get("/api/stock?limit=501").expectStatus().isBadRequest();
        get("/api/stock?limit=500").expectStatus().isOk();
    }

    private ResponseSpec put(String sku, Map<String, ?> body) {
        return api.put()
                .uri("/api/stock/{sku}", sku)
                .contentType(MediaType.APPLICATION_JSON)
                .body(body)
                .exchange();
    }

    private ResponseSpec get(String address) {
        return api.get().uri(URI.create("http://localhost:" + port + address)).exchange();
    }

    /** One field of all items of all pages. */
    private List<Object> follow(String address, String field) {
        List<Object> values = new ArrayList<>();
        String next = address;
        while (next != null) {
            EntityExchangeResult<Items<Map<String, Object>>> page = get(next)
                    .expectStatus()
                    .isOk()
                    .expectBody(new ParameterizedTypeReference<Items<Map<String, Object>>>() {})
                    .returnResult();
            Objects.requireNonNull(page.getResponseBody()).items().forEach(item -> values.add(item.get(field)));
            next = linkToNext(page.getResponseHeaders());
        }
        return values;
    }

    private static @Nullable String linkToNext(HttpHeaders headers) {
        String link = headers.getFirst(HttpHeaders.LINK);
        return link == null ? null : link.substring(1, link.indexOf(">; rel=\"next\""));
    }
}
