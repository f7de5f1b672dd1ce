package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.ApiClient.Answer;
import dev.orderly.QueryPlan;
import dev.orderly.messaging.Ids;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

class IdempotencyTest extends WebTest {

    @Autowired
    IdempotencyKeys keys;

    @Test
    void the_same_request_again_gets_the_first_answer_again() {
        String key = Ids.next();
        Answer first = api.placeOrder(key, ORDER);
        api.post(first.header("Location") + "/cancel", "");

        Answer again = api.placeOrder(key, ORDER);

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(again.header("Content-Type")).isEqualTo(first.header("Content-Type"));
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void spaces_and_the_order_of_fields_make_no_other_request() {
        String key = Ids.next();
        Answer first = api.placeOrder(key, """
                {"customerEmail":"a@b.c","currency":"EUR","lines":[{"sku":"A","quantity":1,"unitPriceMinor":5}]}""");

        Answer again = api.placeOrder(key, """
                { "lines": [ {"unitPriceMinor":5, "quantity":1, "sku":"A"} ], "currency":"EUR", "customerEmail":"a@b.c" }""");

        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void a_long_answer_is_given_again_whole() {
        String lines = IntStream.range(0, 100)
                .mapToObj(line ->
                        "{\"sku\":\"%s-%d\",\"quantity\":1,\"unitPriceMinor\":5}".formatted("🧀".repeat(50), line))
                .collect(Collectors.joining(","));
        String order = "{\"customerEmail\":\"a@b.c\",\"currency\":\"EUR\",\"lines\":[%s]}".formatted(lines);
        String key = Ids.next();
        Answer first = api.placeOrder(key, order);

        Answer again = api.placeOrder(key, order);

        assertThat(first.status()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(first.body());
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        String key = Ids.next();
        api.placeOrder(key, ORDER);

        Answer answer = api.placeOrder(key, ORDER.replace("450", "451"));

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:idempotency-key-reused");
    }

    @Test
    void a_bare_key_and_a_quoted_one_are_the_same() {
        String key = Ids.next();
        Answer first = api.placeOrder(key, ORDER);

        assertThat(api.placeOrder("\"" + key + "\"", ORDER).body()).isEqualTo(first.body());
    }

    @Test
    void a_missing_key_is_refused() {
        Answer answer = api.post("/api/orders", ORDER);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:idempotency-key-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "\"\"", "\"open", "a b", "a,b", "\"a\";p=1", "\" \"", "\"a \"", "\"a\\b\"", "{}", "(a)"})
    void a_key_that_is_none_is_refused(String key) {
        Answer answer = api.placeOrder(key, ORDER);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:orderly:problem:idempotency-key-invalid");
    }

    @Test
    void a_key_holds_at_most_255_characters() {
        assertThat(api.placeOrder("k".repeat(255), ORDER).status()).isEqualTo(201);
        assertThat(api.placeOrder("k".repeat(256), ORDER).status()).isEqualTo(400);
    }

    @Test
    void two_keys_are_none() {
        Answer answer = api.send(api.json("/api/orders")
                .header("Idempotency-Key", "one")
                .header("Idempotency-Key", "two")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(ORDER)));

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({"'\"say \\\"hi\\\"\"', 'say \"hi\"'", "'\"back\\\\slash\"', 'back\\slash'", "' token ', token"})
    void a_quoted_key_may_escape(String header, String value) {
        assertThat(IdempotencyKey.of("shop", List.of(header)).value()).isEqualTo(value);
    }

    @Test
    void a_key_of_other_characters_than_ascii_is_refused() {
        assertThatThrownBy(() -> IdempotencyKey.of("shop", List.of("ключ"))).isInstanceOf(IdempotencyKeyInvalid.class);
    }

    @Test
    void keys_older_than_a_day_are_deleted_a_batch_at_a_time() {
        while (keys.deleteOld(1_000) > 0) {}
        api.placeOrder("young", ORDER);
        for (int old = 0; old < 5; old++) {
            api.placeOrder("old-" + old, ORDER);
        }
        jdbc.sql("UPDATE idempotency_key SET created_at = created_at - INTERVAL 1441 MINUTE"
                        + " WHERE idempotency_key LIKE 'old-%'")
                .update();

        assertThat(keys.deleteOld(3)).isEqualTo(3);
        assertThat(keys.deleteOld(3)).isEqualTo(2);
        assertThat(keys.deleteOld(3)).isZero();
        assertThat(jdbc.sql("SELECT idempotency_key FROM idempotency_key WHERE idempotency_key IN ('young', 'old-1')")
                        .query((row, number) -> row.getString("idempotency_key"))
                        .list())
                .containsExactly("young");
        assertThat(api.placeOrder("old-1", ORDER).header("Idempotency-Replayed"))
                .as("the key is free again")
                .isEmpty();
    }

    @Test
    void old_keys_are_found_along_an_index() {
        assertThat(QueryPlan.of(jdbc, IdempotencyKeys.DELETE_OLD, Map.of("limit", 1_000))
                        .steps())
                .singleElement()
                .satisfies(step -> assertThat(step.follows("idempotency_key_by_age"))
                        .as(step.toString())
                        .isTrue());
    }
}
