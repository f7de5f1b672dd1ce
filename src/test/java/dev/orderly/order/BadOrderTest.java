package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.orderly.ApiClient.Answer;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadOrderTest extends OrderModuleTest {

    private static final String LINE = "{\"sku\":\"A\",\"quantity\":1,\"unitPriceMinor\":5}";

    static Stream<Arguments> bodies_that_cannot_be_read() {
        return Stream.of(
                arguments("nothing", ""),
                arguments("no JSON", "order please"),
                arguments("half an object", "{\"customerEmail\":\"a@b.c\""),
                arguments("a doubled field", "{\"currency\":\"EUR\",\"currency\":\"USD\"}"),
                arguments("not a number", line("{\"sku\":\"A\",\"quantity\":NaN,\"unitPriceMinor\":5}")),
                arguments("null", "null"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void bodies_that_cannot_be_read(String what, String body) {
        Answer answer = refused(body);

        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:unreadable-json");
    }

    static Stream<Arguments> fields_that_are_not_valid() {
        return Stream.of(
                arguments("", "[]"),
                arguments("", "\"order\""),
                arguments("", order("a@b.c", "EUR", LINE) + "{}"),
                arguments("customerEmail", "{\"currency\":\"EUR\",\"lines\":[" + LINE + "]}"),
                arguments("customerEmail", "{\"customerEmail\":null,\"currency\":\"EUR\",\"lines\":[" + LINE + "]}"),
                arguments("customerEmail", "{\"customerEmail\":5,\"currency\":\"EUR\",\"lines\":[" + LINE + "]}"),
                arguments("customerEmail", order("", "EUR", LINE)),
                arguments("customerEmail", order("buyer", "EUR", LINE)),
                arguments("customerEmail", order("buyer@", "EUR", LINE)),
                arguments("customerEmail", order("@example.com", "EUR", LINE)),
                arguments("customerEmail", order("a@b@example.com", "EUR", LINE)),
                arguments("customerEmail", order("a b@example.com", "EUR", LINE)),
                arguments("customerEmail", order("a@example.com,b@example.com", "EUR", LINE)),
                arguments("customerEmail", order("Ann <a@example.com>", "EUR", LINE)),
                arguments("customerEmail", order("a@example.com\\r\\nBcc: b@example.com", "EUR", LINE)),
                arguments("customerEmail", order("a@example.com\\n", "EUR", LINE)),
                arguments("customerEmail", order("a\\u0000@example.com", "EUR", LINE)),
                arguments("customerEmail", order("a@example..com", "EUR", LINE)),
                arguments("customerEmail", order("a@-example.com", "EUR", LINE)),
                arguments("customerEmail", order("a@" + "b".repeat(253), "EUR", LINE)),
                arguments("currency", "{\"customerEmail\":\"a@b.c\",\"lines\":[" + LINE + "]}"),
                arguments("currency", order("a@b.c", "", LINE)),
                arguments("currency", order("a@b.c", "eur", LINE)),
                arguments("currency", order("a@b.c", "EURO", LINE)),
                arguments("currency", order("a@b.c", "ABC", LINE)),
                arguments("currency", order("a@b.c", "XXX", LINE)),
                arguments("currency", order("a@b.c", "XTS", LINE)),
                arguments("currency", order("a@b.c", "XAU", LINE)),
                arguments("currency", order("a@b.c", "DEM", LINE)),
                arguments("lines", "{\"customerEmail\":\"a@b.c\",\"currency\":\"EUR\"}"),
                arguments("lines", "{\"customerEmail\":\"a@b.c\",\"currency\":\"EUR\",\"lines\":null}"),
                arguments("lines", "{\"customerEmail\":\"a@b.c\",\"currency\":\"EUR\",\"lines\":{}}"),
                arguments("lines", line("")),
                arguments("lines", line(repeated(101))),
                arguments("lines[0]", line("null")),
                arguments("lines[1]", line(LINE + ",5")),
                arguments("lines[0].sku", line("{\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":\"\",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":\" A\",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":\"A \",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":\"A\\tB\",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":\"A\\n\",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":\"\\ud800\",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":7,\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].sku", line("{\"sku\":true,\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments(
                        "lines[0].sku",
                        line("{\"sku\":\"" + "A".repeat(65) + "\",\"quantity\":1,\"unitPriceMinor\":5}")),
                arguments("lines[0].quantity", line("{\"sku\":\"A\",\"unitPriceMinor\":5}")),
                arguments("lines[0].quantity", quantity("null")),
                arguments("lines[0].quantity", quantity("0")),
                arguments("lines[0].quantity", quantity("-1")),
                arguments("lines[0].quantity", quantity("10001")),
                arguments("lines[0].quantity", quantity("4294967297")),
                arguments("lines[0].quantity", quantity("99999999999999999999999")),
                arguments("lines[0].quantity", quantity("1.5")),
                arguments("lines[0].quantity", quantity("1.0")),
                arguments("lines[0].quantity", quantity("1e2")),
                arguments("lines[0].quantity", quantity("\"1\"")),
                arguments("lines[0].quantity", quantity("\"\"")),
                arguments("lines[0].quantity", quantity("true")),
                arguments("lines[0].quantity", quantity("[1]")),
                arguments(
                        "lines[2].quantity",
                        line(repeated(2) + ",{\"sku\":\"X\",\"quantity\":0,\"unitPriceMinor\":5}")),
                arguments("lines[0].unitPriceMinor", line("{\"sku\":\"A\",\"quantity\":1}")),
                arguments("lines[0].unitPriceMinor", price("-1")),
                arguments("lines[0].unitPriceMinor", price("1000000000001")),
                arguments("lines[0].unitPriceMinor", price("9223372036854775808")),
                arguments("lines[0].unitPriceMinor", price("4.5")),
                arguments("lines[0].unitPriceMinor", price("\"450\"")),
                arguments(
                        "lines[1].unitPriceMinor", line(LINE + ",{\"sku\":\"A\",\"quantity\":1,\"unitPriceMinor\":6}")),
                arguments("lines[1].quantity", line(LINE + ",{\"sku\":\"A\",\"quantity\":10000,\"unitPriceMinor\":5}")),
                arguments(
                        "coupon",
                        "{\"coupon\":\"X\"," + order("a@b.c", "EUR", LINE).substring(1)),
                arguments("CustomerEmail", order("a@b.c", "EUR", LINE).replace("customerEmail", "CustomerEmail")),
                arguments("lines[0].unitPrice", line("{\"sku\":\"A\",\"quantity\":1,\"unitPrice\":5}")));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource
    void fields_that_are_not_valid(String field, String body) {
        Answer answer = refused(body);

        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:invalid-request");
        assertThat(answer.json().get("errors")).hasSize(1);
        assertThat(answer.json().get("errors").get(0).get("field").asString()).isEqualTo(field);
        assertThat(answer.json().get("errors").get(0).get("message").asString()).isNotBlank();
    }

    @Test
    void every_field_at_fault_is_named() {
        Answer answer = refused("{\"customerEmail\":\"x\",\"lines\":[{\"sku\":\"A\",\"quantity\":0}]}");

        assertThat(answer.json().get("errors").findValuesAsString("field"))
                .isEqualTo(List.of("currency", "customerEmail", "lines[0].quantity", "lines[0].unitPriceMinor"));
    }

    @Test
    void a_key_whose_order_was_refused_may_be_used_for_the_corrected_one() {
        assertThat(api.placeOrder("refused-first", quantity("0")).status()).isEqualTo(400);
        assertThat(api.placeOrder("refused-first", line(LINE + ",{\"sku\":\"A\",\"quantity\":1,\"unitPriceMinor\":6}"))
                        .status())
                .isEqualTo(400);

        assertThat(api.placeOrder("refused-first", quantity("1")).status()).isEqualTo(201);
    }

    private Answer refused(String body) {
        List<Long> before = stored();
        Answer answer = api.placeOrder(body);
        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.json().get("status").asInt()).isEqualTo(400);
        assertThat(answer.json().get("title").asString()).isNotBlank();
        assertThat(answer.json().get("detail").asString()).isNotBlank();
        assertThat(answer.json().get("instance").asString()).isEqualTo("/api/orders");
        assertThat(stored()).as("nothing is stored for a refused order").isEqualTo(before);
        return answer;
    }

    private List<Long> stored() {
        return Stream.of("orders", "order_line", "idempotency_key", "outbox")
                .map(table -> jdbc.sql("SELECT COUNT(*) FROM " + table)
                        .query(Long.class)
                        .single())
                .toList();
    }

    private static String order(String email, String currency, String lines) {
        return "{\"customerEmail\":\"" + email + "\",\"currency\":\"" + currency + "\",\"lines\":[" + lines + "]}";
    }

    private static String line(String lines) {
        return order("a@b.c", "EUR", lines);
    }

    private static String quantity(String quantity) {
        return line("{\"sku\":\"A\",\"quantity\":" + quantity + ",\"unitPriceMinor\":5}");
    }

    private static String price(String price) {
        return line("{\"sku\":\"A\",\"quantity\":1,\"unitPriceMinor\":" + price + "}");
    }

    private static String repeated(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(number -> "{\"sku\":\"S" + number + "\",\"quantity\":1,\"unitPriceMinor\":5}")
                .reduce((left, right) -> left + "," + right)
                .orElseThrow();
    }
}
