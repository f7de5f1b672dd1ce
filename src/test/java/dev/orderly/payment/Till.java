package dev.orderly.payment;

import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import dev.orderly.contract.Event;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.messaging.Ids;
import dev.orderly.web.Items;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Plays everybody around payment: the orders, the callers and the customers. */
class Till {

    static final String SECRET = "a secret for tests";
    static final long AMOUNT = 12_34;

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final ApplicationContext application;

    Till(ApplicationContext application) {
        this.application = application;
    }

    /** An order that waits for its money. */
    String orderOf(String customerEmail) {
        String orderId = Ids.next();
        publish(new PaymentRequested(orderId, customerEmail, "EUR", AMOUNT));
        return orderId;
    }

    void cancel(String orderId) {
        publish(new OrderCancelled(orderId, "buyer@example.com", "The customer changed her mind"));
    }

    void expire(String orderId) {
        publish(new OrderExpired(orderId, "buyer@example.com"));
    }

    private void publish(Event event) {
        new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(transaction -> application.publishEvent(event));
    }

    List<PaymentView> payments(String orderId) {
        HttpResponse<String> answer = send(request("/api/payments?orderId=" + orderId)
                .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                .GET());
        return JsonMapper.shared()
                .readValue(answer.body(), new TypeReference<Items<PaymentView>>() {})
                .items();
    }

    PaymentView awaitPayment(String orderId, Predicate<PaymentView> wanted) {
        return await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> payments(orderId).stream()
                                .filter(wanted)
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    PaymentView awaitStatus(String orderId, PaymentStatus status) {
        return awaitPayment(orderId, payment -> payment.status() == status);
    }

    PaymentView awaitPayPage(String orderId) {
        return awaitPayment(orderId, payment -> payment.payUrl() != null);
    }

    HttpResponse<String> openPayPage(PaymentView payment) {
        return send(HttpRequest.newBuilder(payPage(payment)).GET());
    }

    HttpResponse<String> press(PaymentView payment, String outcome) {
        return send(HttpRequest.newBuilder(payPage(payment))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("outcome=" + outcome)));
    }

    private static URI payPage(PaymentView payment) {
        return URI.create(Objects.requireNonNull(payment.payUrl()));
    }

    /** What payment told the other modules about the order, in order. */
    List<String> told(String orderId) {
        return application
                .getBean(JdbcClient.class)
                .sql("""
                SELECT event_type
                FROM outbox
                WHERE event_key = :orderId AND event_type LIKE 'payment.%'
                ORDER BY id
                """)
                .param("orderId", orderId)
                .query((row, number) -> row.getString("event_type"))
                .list();
    }

    HttpResponse<String> callBack(String body) {
        return callBack(body, signature(body, Clock.systemUTC().instant(), SECRET));
    }

    HttpResponse<String> callBack(String body, String signature) {
        return send(request("/api/payments/callbacks/sandbox")
                .header("Content-Type", "application/json")
                .header("Orderly-Signature", signature)
                .POST(BodyPublishers.ofString(body)));
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(
                "http://localhost:" + application.getEnvironment().getRequiredProperty("local.server.port") + path));
    }

    static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.timeout(Duration.ofSeconds(20)).build(), BodyHandlers.ofString());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static String captured(String paymentId, String transaction) {
        return report(paymentId, "CAPTURED", "EUR", AMOUNT, transaction);
    }

    static String declined(String paymentId, String transaction) {
        return report(paymentId, "DECLINED", "EUR", AMOUNT, transaction);
    }

    static String report(String paymentId, String status, String currency, long amountMinor, String transaction) {
        return """
                {"id":"session-1","reference":"%s","status":"%s","currency":"%s","amountMinor":%d,"transaction":"%s"}""".formatted(paymentId, status, currency, amountMinor, transaction);
    }

    static String signature(String body, Instant signedAt, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            String signed = signedAt.getEpochSecond() + "." + body;
            return "t=%d,v1=%s"
                    .formatted(
                            signedAt.getEpochSecond(),
                            HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
