package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.QueryPlan;
import dev.orderly.web.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListOrdersTest extends OrderModuleTest {

    private static final Pattern NEXT = Pattern.compile("<(/api/orders\\?[^>]+)>; rel=\"next\"");

    @Test
    void the_newest_order_comes_first_with_its_lines() {
        String first = placed();
        String second = placed();

        Answer answer = api.get("/api/orders");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(idsOf(answer)).startsWith(second, first);
        assertThat(answer.json().get("items").get(0).get("lines")).hasSize(2);
        assertThat(answer.json().get("items").get(0).has("history")).isFalse();
    }

    @Test
    void the_pages_of_a_list_are_the_whole_list_once() {
        String customer = customer();
        List<String> placed = new ArrayList<>();
        for (int order = 0; order < 7; order++) {
            placed.addFirst(placedBy(customer));
        }

        List<String> listed = new ArrayList<>();
        String page = "/api/orders?customerEmail=" + customer.replace("+", "%2B") + "&limit=3";
        int pages = 0;
        while (!page.isEmpty()) {
            Answer answer = api.get(page);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            listed.addAll(idsOf(answer));
            page = next(answer);
            pages++;
        }

        assertThat(listed).isEqualTo(placed);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void orders_of_the_same_microsecond_are_paged_without_loss() {
        String customer = customer();
        List<String> placed = new ArrayList<>();
        for (int order = 0; order < 5; order++) {
            placed.add(placedBy(customer));
        }
        jdbc.sql("UPDATE orders SET created_at = '2026-01-01 00:00:00.123456' WHERE customer_email = :customer")
                .param("customer", customer)
                .update();

        List<String> listed = new ArrayList<>();
        String page = "/api/orders?limit=2&customerEmail=" + customer.replace("+", "%2B");
        while (!page.isEmpty()) {
            Answer answer = api.get(page);
            listed.addAll(idsOf(answer));
            page = next(answer);
        }

        assertThat(listed).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(placed);
    }

    @Test
    void a_list_can_be_of_one_status_and_of_one_customer() {
        String customer = customer();
        String cancelled = placedBy(customer);
        api.post("/api/orders/" + cancelled + "/cancel", "");
        String open = placedBy(customer);
        String encoded = customer.replace("+", "%2B");

        assertThat(idsOf(api.get("/api/orders?customerEmail=" + encoded))).containsExactly(open, cancelled);
        assertThat(idsOf(api.get("/api/orders?status=CANCELLED&customerEmail=" + encoded)))
                .containsExactly(cancelled);
        assertThat(idsOf(api.get("/api/orders?status=CANCELLED")))
                .startsWith(cancelled)
                .doesNotContain(open);
        assertThat(idsOf(api.get("/api/orders?customerEmail=" + encoded.toUpperCase(java.util.Locale.ROOT))))
                .isEmpty();
    }

    @Test
    void a_page_that_is_exactly_full_has_no_next() {
        String customer = customer();
        placedBy(customer);
        placedBy(customer);

        Answer answer = api.get("/api/orders?limit=2&customerEmail=" + customer.replace("+", "%2B"));

        assertThat(idsOf(answer)).hasSize(2);
        assertThat(answer.header("Link")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=101",
                "limit=-1",
                "limit=ten",
                "limit=99999999999",
                "status=NEW",
                "status=paid",
                "customerEmail=nobody",
                "customerEmail=a%20b@example.com",
                "after=nonsense",
                "after=%C3%A9",
                "after=MjAyNi0wMS0wMVQwMDowMDowMFogKg"
            })
    void a_question_that_is_not_valid_is_refused(String query) {
        Answer answer = api.get("/api/orders?" + query);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:invalid-request");
        assertThat(answer.json().get("errors").get(0).get("field").asString())
                .isEqualTo(query.substring(0, query.indexOf('=')));
    }

    /** What the database says it will do, for each list and for its first page as well as a later one. */
    @Test
    void every_list_is_read_along_an_index_without_sorting() {
        for (int order = 0; order < 30; order++) {
            placedBy(customer());
        }
        jdbc.sql("ANALYZE TABLE orders").query().listOfRows();
        Cursor after = new Cursor(Instant.parse("2030-01-01T00:00:00.123456Z"), "x");

        for (@Nullable OrderStatus status : new @Nullable OrderStatus[] {null, OrderStatus.PLACED}) {
            for (@Nullable String customer : new @Nullable String[] {null, "buyer@example.com"}) {
                for (@Nullable Cursor cursor : new @Nullable Cursor[] {null, after}) {
                    OrderFilter filter = new OrderFilter(status, customer, cursor);
                    QueryPlan plan = QueryPlan.of(jdbc, Orders.newestSql(filter), Orders.newestParams(filter, 21));
                    assertThat(plan.steps())
                            .as(filter.toString())
                            .singleElement()
                            .satisfies(step -> assertThat(step.follows(step.key()))
                                    .as(step.toString())
                                    .isTrue());
                }
            }
        }
    }

    private String placedBy(String customer) {
        return api.placeOrder(ORDER.replace("buyer@example.com", customer))
                .json()
                .get("id")
                .asString();
    }

    private static String customer() {
        return "buyer+" + UUID.randomUUID() + "@example.com";
    }

    private static List<String> idsOf(Answer answer) {
        return answer.json().get("items").findValuesAsString("id");
    }

    private static String next(Answer answer) {
        Matcher link = NEXT.matcher(answer.header("Link"));
        return link.matches() ? link.group(1) : "";
    }
}
