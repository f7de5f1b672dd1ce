package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyLimitTest extends WebTest {

    private static final int LIMIT = 256 * 1024;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_body_at_the_limit_is_read(boolean chunked) {
        Answer answer = api.placeOrder("at-the-limit-" + chunked, body(padded(LIMIT), chunked));

        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource({"false, 262145", "true, 262145", "false, 1000000", "true, 1000000"})
    void a_body_over_the_limit_is_refused(boolean chunked, int size) {
        Answer answer = api.placeOrder("over-the-limit", body(padded(size), chunked));

        assertTooLarge(answer.status(), answer.body());
        assertThat(api.get("/api/orders").status()).isEqualTo(200);
    }

    @Test
    void a_body_that_announces_too_much_is_refused_before_it_comes() throws Exception {
        RawAnswer answer = RawAnswer.to(port, head("Content-Length: 1000000000"));

        assertTooLarge(answer.status(), answer.body());
    }

    @Test
    void a_chunked_body_without_end_is_refused_once_it_is_too_long() throws Exception {
        String chunk = "10000\r\n" + " ".repeat(0x10000) + "\r\n";

        RawAnswer answer = RawAnswer.to(port, head("Transfer-Encoding: chunked") + chunk.repeat(5));

        assertTooLarge(answer.status(), answer.body());
    }

    @Test
    void who_has_no_key_need_not_send_a_body_to_learn_it() throws Exception {
        RawAnswer answer = RawAnswer.to(port, head("Content-Length: 1000000000").replace(OrderlyTest.API_KEY, "wrong"));

        assertThat(answer.status()).isEqualTo(401);
    }

    private static void assertTooLarge(int status, String body) {
        assertThat(status).as(body).isEqualTo(413);
        assertThat(body).contains("urn:orderly:problem:body-too-large", "256 KiB", "/api/orders");
    }

    private static String head(String length) {
        return "POST /api/orders HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + length
                + "\r\nAuthorization: Bearer " + OrderlyTest.API_KEY + "\r\n\r\n";
    }

    private static byte[] padded(int size) {
        return (ORDER + " ".repeat(size - ORDER.length())).getBytes(StandardCharsets.US_ASCII);
    }

    private static BodyPublisher body(byte[] bytes, boolean chunked) {
        return chunked
                ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(bytes))
                : BodyPublishers.ofByteArray(bytes);
    }
}
