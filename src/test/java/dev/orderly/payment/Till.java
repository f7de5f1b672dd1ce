package dev.orderly.payment;

import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import dev.orderly.TestDatabase;
import dev.orderly.contract.Event;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.contract.OrderEvent.RefundRequested;
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
        return orderOf(customerEmail, AMOUNT);
    }

    String orderOf(String customerEmail, long amountMinor) {
        String orderId = Ids.next();
        publish(new PaymentRequested(orderId, customerEmail, "EUR", amountMinor));
        return orderId;
    }

    /** The order says once more that it waits for its money, for some other amount. */
    void requestAgain(String orderId) {
        publish(new PaymentRequested(orderId, "other@example.com", "EUR", AMOUNT + 1));
    }

    /** An order that is paid. */
    PaymentView paid() {
        return paid(AMOUNT);
    }

    PaymentView paid(long amountMinor) {
        return awaitStatus(orderOf("buyer@example.com", amountMinor), PaymentStatus.CAPTURED);
    }

    void cancel(String orderId) {
        publish(new OrderCancelled(orderId, "buyer@example.com", "The customer changed her mind"));
    }

    void expire(String orderId) {
        publish(new OrderExpired(orderId, "buyer@example.com"));
    }

    /** A paid order is called off. */
    void callOff(String orderId) {
        publish(new RefundRequested(orderId, "buyer@example.com", "The customer changed her mind"));
    }

    private void publish(Event event) {
        new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(transaction -> application.publishEvent(event));
    }

    /** Does this while somebody else has the payment locked. */
    void whileLocked(PaymentView payment, Runnable meanwhile) {
        new TransactionTemplate(application.getBean(PlatformTransactionManager.class))
                .executeWithoutResult(transaction -> {
                    application
                            .getBean(JdbcClient.class)
                            .sql("SELECT id FROM payment WHERE id = ? FOR UPDATE")
                            .param(payment.id())
                            .query(String.class)
                            .single();
                    meanwhile.run();
                });
    }

    /** In the whole server. */
    long transactionsThatWait() {
        return application
                .getBean(JdbcClient.class)
                .sql(TestDatabase.TRANSACTIONS_THAT_WAIT)
                .query(Long.class)
                .single();
    }

    HttpResponse<String> get(String path) {
        return send(known(path).GET());
    }

    private HttpRequest.Builder known(String path) {
        return request(path).header("Authorization", "Bearer " + OrderlyTest.API_KEY);
    }

    HttpResponse<String> refund(PaymentView payment, String body) {
        return refund(payment.id(), body, Ids.next());
    }

    HttpResponse<String> refund(String paymentId, String body, String key) {
        return send(known("/api/payments/" + paymentId + "/refunds")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }

    PaymentView now(PaymentView payment) {
        return JsonMapper.shared()
                .readValue(get("/api/payments/" + payment.id()).body(), PaymentView.class);
    }

    PaymentView awaitNow(PaymentView payment, Predicate<PaymentView> wanted) {
        return awaitPayment(payment.orderId(), wanted);
    }

    /** What the sandbox has given back of a payment. */
    long givenBack(PaymentView payment) {
        return application
                .getBean(JdbcClient.class)
                .sql("""
                SELECT SUM(r.amount_minor) AS total
                FROM sandbox_refund r JOIN sandbox_session s ON s.id = r.session_id
                WHERE s.reference = :reference
                """)
                .param("reference", payment.id())
                .query((row, number) -> row.getLong("total"))
                .single();
    }

    List<PaymentView> payments(String orderId) {
        HttpResponse<String> answer = get("/api/payments?orderId=" + orderId);
        return JsonMapper.shared()
                .readValue(answer.body(), new TypeReference<Items<PaymentView>>() {})
                .items();
    }

    PaymentView awaitPayment(String orderId, Predicate<PaymentView> wanted) {
        return await().atMost(Duration.ofSeconds(60))
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

    /** The amounts that payment told to have gone back, in order. */
    List<Long> toldBack(String orderId) {
        return application
                .getBean(JdbcClient.class)
                .sql("""
                SELECT payload
                FROM outbox
                WHERE event_key = :orderId AND event_type IN ('payment.refunded', 'payment.partly-refunded')
                ORDER BY id
                """)
                .param("orderId", orderId)
                .query((row, number) -> JsonMapper.shared()
                        .readTree(row.getString("payload"))
                        .get("amountMinor")
                        .asLong())
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
            return HTTP.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
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
