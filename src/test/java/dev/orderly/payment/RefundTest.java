package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Money goes back because a caller asks or an order is called off, with the sandbox over real HTTP. */
@OrderlyTest
@TestPropertySource(properties = {"orderly.modules=payment", "orderly.payment.sandbox.secret=" + Till.SECRET})
class RefundTest {

    private final Till till;
    private final JdbcClient jdbc;
    private final MeterRegistry meters;
    private final CatchUpRefunds catchUp;

    RefundTest(
            @Autowired ApplicationContext application,
            @Autowired JdbcClient jdbc,
            @Autowired MeterRegistry meters,
            @Autowired CatchUpRefunds catchUp) {
        this.till = new Till(application);
        this.jdbc = jdbc;
        this.meters = meters;
        this.catchUp = catchUp;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(type);
    }

    @Test
    void all_of_a_payment_goes_back() {
        PaymentView payment = till.paid();

        HttpResponse<String> answer = till.refund(payment, "{\"reason\":\"Broken\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode refund = json(answer);
        assertThat(refund.get("amountMinor").asLong()).isEqualTo(Till.AMOUNT);
        assertThat(refund.get("currency").asString()).isEqualTo("EUR");
        assertThat(refund.get("status").asString()).isEqualTo("REQUESTED");
        assertThat(refund.get("reason").asString()).isEqualTo("Broken");
        assertThat(refund.get("createdAt").asString()).endsWith("Z");
        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        HttpResponse<String> done =
                till.get(answer.headers().firstValue("Location").orElseThrow());
        assertThat(json(done).get("status").asString()).isEqualTo("DONE");
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.refunded");
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
    }

    @Test
    void a_request_without_a_body_asks_for_everything() {
        PaymentView payment = till.paid();

        var answer = Till.send(till.request("/api/payments/" + payment.id() + "/refunds")
                .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                .header("Idempotency-Key", Ids.next())
                .POST(BodyPublishers.noBody()));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        assertThat(json(answer).get("amountMinor").asLong()).isEqualTo(Till.AMOUNT);
    }

    @Test
    void parts_leave_the_payment_captured_until_the_last_one() {
        PaymentView payment = till.paid();

        till.refund(payment, "{\"amountMinor\":234}");
        PaymentView partly = till.awaitNow(
                payment,
                now -> now.refundableMinor() == 1000 && now.transactions().size() == 2);
        assertThat(partly.status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.partly-refunded");

        till.refund(payment, "{}");
        PaymentView refunded = till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);

        assertThat(refunded.refunds()).extracting(RefundView::amountMinor).containsExactly(234L, 1000L);
        assertThat(refunded.refunds()).allMatch(refund -> refund.status() == RefundStatus.DONE);
        assertThat(till.told(payment.orderId()))
                .containsExactly("payment.captured", "payment.partly-refunded", "payment.refunded");
        assertThat(till.toldBack(payment.orderId())).containsExactly(234L, 1000L);
    }

    @Test
    void the_refunds_of_a_payment_are_listed() {
        PaymentView payment = till.paid();
        till.refund(payment, "{\"amountMinor\":1}");
        till.refund(payment, "{\"amountMinor\":2}");

        JsonNode refunds =
                json(till.get("/api/payments/" + payment.id() + "/refunds")).get("items");

        assertThat(refunds.valueStream().map(refund -> refund.get("amountMinor").asInt()))
                .containsExactly(1, 2);
        assertThat(till.now(payment).refunds()).hasSize(2);
    }

    @Test
    void the_refunds_of_all_payments_are_listed_page_by_page() {
        PaymentView payment = till.paid();
        till.refund(payment, "{\"amountMinor\":1}");
        till.refund(payment, "{\"amountMinor\":2}");
        till.awaitNow(payment, now -> now.transactions().size() == 3);

        HttpResponse<String> newest = till.get("/api/payments/refunds?status=DONE&limit=1");
        String link = newest.headers().firstValue("Link").orElseThrow();
        HttpResponse<String> next = till.get(link.replaceAll("<([^>]*)>.*", "$1"));

        assertThat(json(newest).at("/items/0/amountMinor").asInt()).isEqualTo(2);
        assertThat(json(next).at("/items/0/amountMinor").asInt()).isEqualTo(1);
        assertProblem(till.get("/api/payments/refunds?status=LOST"), 400, "status");
    }

    @Test
    void twenty_callers_get_no_more_than_was_captured() throws Exception {
        PaymentView payment = till.paid();
        List<Callable<HttpResponse<String>>> tenths = IntStream.range(0, 20)
                .<Callable<HttpResponse<String>>>mapToObj(
                        n -> () -> till.refund(payment, "{\"amountMinor\":" + Till.AMOUNT / 10 + "}"))
                .toList();

        List<HttpResponse<String>> answers = atOnce(tenths);

        assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(10);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() != 201)
                .hasSize(10)
                .allSatisfy(answer -> {
                    assertProblem(answer, 409, "refund-exceeds-captured");
                    assertThat(json(answer).get("leftMinor").asLong()).isEqualTo(Till.AMOUNT % 10);
                });
        await().until(() -> till.givenBack(payment) == Till.AMOUNT / 10 * 10);
    }

    @Test
    void twenty_calls_with_one_key_are_one_refund() throws Exception {
        PaymentView payment = till.paid();
        String key = Ids.next();
        Callable<HttpResponse<String>> call = () -> till.refund(payment.id(), "{\"amountMinor\":100}", key);

        List<HttpResponse<String>> answers = atOnce(Collections.nCopies(20, call));

        assertThat(answers).extracting(HttpResponse::statusCode).contains(201).isSubsetOf(201, 409);
        assertThat(till.now(payment).refunds()).hasSize(1);
        assertThat(till.now(payment).refundableMinor()).isEqualTo(Till.AMOUNT - 100);
        assertThat(till.refund(payment.id(), "{\"amountMinor\":100}", key).statusCode())
                .isEqualTo(201);
        assertProblem(till.refund(payment.id(), "{\"amountMinor\":101}", key), 422, "idempotency-key-reused");
        assertThat(till.now(payment).refunds()).hasSize(1);
    }

    private static List<HttpResponse<String>> atOnce(List<Callable<HttpResponse<String>>> calls) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls).stream().map(Future::resultNow).toList();
        }
    }

    @Test
    void what_cannot_go_back_is_refused_by_name() {
        PaymentView waiting = till.awaitPayPage(till.orderOf("buyer+manual@example.com"));
        PaymentView paid = till.paid();

        HttpResponse<String> unpaid = till.refund(waiting, "{}");
        assertProblem(unpaid, 409, "payment-not-captured");
        assertThat(json(unpaid).get("status").asInt()).isEqualTo(409);
        assertThat(json(unpaid).get("paymentStatus").asString()).isEqualTo("PENDING");
        HttpResponse<String> tooMuch = till.refund(paid, "{\"amountMinor\":1235}");
        assertProblem(tooMuch, 409, "refund-exceeds-captured");
        assertThat(json(tooMuch).get("leftMinor").asLong()).isEqualTo(Till.AMOUNT);
        assertProblem(till.refund(paid, "{\"amountMinor\":0}"), 400, "amountMinor");
        assertProblem(till.refund(paid, "{\"amountMinor\":-1}"), 400, "amountMinor");
        assertProblem(till.refund(paid, "{\"amountMinor\":1.5}"), 400, "");
        assertProblem(till.refund(paid, "{\"reason\":\"" + "x".repeat(501) + "\"}"), 400, "reason");
        assertProblem(till.refund(Ids.next(), "{}", Ids.next()), 404, "payment-not-found");
        assertProblem(till.refund("gr%C3%B6%C3%9Fe", "{}", Ids.next()), 404, "payment-not-found");
        assertProblem(till.get("/api/payments/" + paid.id() + "/refunds/" + Ids.next()), 404, "refund-not-found");
        assertProblem(till.get("/api/payments/" + Ids.next() + "/refunds"), 404, "payment-not-found");
        assertProblem(
                Till.send(till.request("/api/payments/" + paid.id() + "/refunds")
                        .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                        .POST(BodyPublishers.noBody())),
                400,
                "idempotency-key-missing");
        assertThat(till.now(paid).refunds()).isEmpty();
        till.refund(paid, "{}");
        HttpResponse<String> again = till.refund(paid, "{}");
        assertProblem(again, 409, "refund-exceeds-captured");
        assertThat(json(again).get("leftMinor").asLong()).isZero();
    }

    @Test
    void nothing_goes_back_of_a_payment_of_which_too_much_went_back() {
        PaymentView payment = till.paid();
        giveBackUnheard(payment, Till.AMOUNT + 1, "by hand");

        HttpResponse<String> answer = till.refund(payment, "{}");

        assertProblem(answer, 409, "refund-exceeds-captured");
        assertThat(json(answer).get("leftMinor").asLong()).isZero();
        assertThat(till.now(payment).refunds()).isEmpty();
    }

    /** Money went back that payment's own refunds do not know of. */
    private void giveBackUnheard(PaymentView payment, long amountMinor, String reference) {
        jdbc.sql("""
                INSERT INTO payment_transaction (payment_id, type, amount_minor, provider_reference, created_at)
                VALUES (:payment, 'REFUND', :amount, :reference, UTC_TIMESTAMP(6))
                """)
                .param("payment", payment.id())
                .param("amount", amountMinor)
                .param("reference", reference)
                .update();
    }

    @Test
    void a_paid_order_that_is_called_off_gets_its_money_back() {
        PaymentView payment = till.paid();

        till.callOff(payment.orderId());

        PaymentView refunded = till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(refunded.refunds()).singleElement().satisfies(refund -> {
            assertThat(refund.origin()).isEqualTo(Refund.Origin.AUTOMATIC);
            assertThat(refund.reason()).isEqualTo("The customer changed her mind");
        });
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.refunded");
    }

    @Test
    void of_an_order_that_got_a_part_back_the_rest_goes_when_it_is_called_off() {
        PaymentView payment = till.paid();
        till.refund(payment, "{\"amountMinor\":234}");

        till.callOff(payment.orderId());

        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(till.told(payment.orderId()))
                .containsExactly("payment.captured", "payment.partly-refunded", "payment.refunded");
        assertThat(till.toldBack(payment.orderId())).containsExactlyInAnyOrder(234L, 1000L);
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
    }

    @Test
    void an_order_whose_money_is_all_on_its_way_back_gets_it_once_when_it_is_called_off() {
        PaymentView payment = till.paid();
        till.refund(payment, "{}");

        till.callOff(payment.orderId());
        till.callOff(payment.orderId());
        String later = till.orderOf("buyer@example.com");

        till.awaitStatus(later, PaymentStatus.CAPTURED);
        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.refunded");
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
    }

    @Test
    void an_order_of_nothing_that_is_called_off_is_refunded_at_once() {
        PaymentView payment = till.paid(0);

        till.callOff(payment.orderId());

        PaymentView refunded = till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(refunded.refunds()).isEmpty();
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.refunded");
        assertThat(till.toldBack(payment.orderId())).containsExactly(0L);
        assertProblem(till.refund(payment, "{}"), 409, "refund-exceeds-captured");
    }

    @Test
    void nothing_that_is_captured_too_late_is_refunded_at_once() {
        String orderId = till.orderOf("buyer+manual@example.com", 0);
        PaymentView payment = till.awaitPayPage(orderId);
        till.cancel(orderId);
        till.awaitStatus(orderId, PaymentStatus.CANCELLED);

        till.press(payment, "pay");

        till.awaitStatus(orderId, PaymentStatus.REFUNDED);
        assertThat(till.told(orderId)).containsExactly("payment.refunded");
    }

    @Test
    void a_paid_order_without_a_payment_is_parked() {
        String orderId = Ids.next();

        till.callOff(orderId);

        await().until(() -> jdbc.sql("SELECT COUNT(*) AS number FROM parked_event WHERE event_key = :orderId")
                        .param("orderId", orderId)
                        .query((row, number) -> row.getInt("number"))
                        .single()
                == 1);
    }

    @Test
    void money_that_is_captured_twice_goes_back_once() {
        PaymentView payment = till.paid();

        till.callBack(Till.captured(payment.id(), "another"));

        // The sandbox knows one capture alone, and gives back no more than that.
        till.awaitNow(payment, now -> now.refunds().stream().anyMatch(refund -> refund.status() == RefundStatus.DONE));
        assertThat(till.now(payment).status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.partly-refunded");
        assertThat(till.toldBack(payment.orderId())).containsExactly(Till.AMOUNT);
    }

    @Test
    void what_happens_is_counted() {
        double captured = meters.counter("orderly.payment.captured").count();
        double refunded = meters.counter("orderly.payment.refunded").count();
        double parts =
                meters.counter("orderly.payment.refunds", "outcome", "done").count();
        PaymentView payment = till.paid();
        till.refund(payment, "{\"amountMinor\":34}");
        till.refund(payment, "{}");
        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);

        await().untilAsserted(() -> {
            assertThat(meters.counter("orderly.payment.captured").count()).isGreaterThan(captured);
            assertThat(meters.counter("orderly.payment.refunded").count()).isGreaterThan(refunded);
            assertThat(meters.counter("orderly.payment.refunds", "outcome", "done")
                            .count())
                    .isGreaterThanOrEqualTo(parts + 2);
        });
        assertThat(meters.get("orderly.payment.provider.calls")
                        .tag("call", "refund")
                        .tag("outcome", "answered")
                        .timer()
                        .count())
                .isPositive();
        assertThat(meters.get("orderly.payment.unknown").gauge().value()).isZero();
    }

    @Test
    void a_refund_that_the_version_before_has_made_is_caught_up_with() {
        PaymentView payment = till.awaitPayPage(till.orderOf("buyer+manual@example.com"));
        till.callBack(Till.captured(payment.id(), "t1"));
        // That version knows tasks and no refunds: the task is gone, the transaction there.
        jdbc.sql("""
                INSERT INTO payment_refund (id, payment_id, amount_minor, status, origin, created_at, updated_at)
                VALUES (:id, :payment, 34, 'REQUESTED', 'CALLER', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """).param("id", Ids.next()).param("payment", payment.id()).update();
        jdbc.sql("""
                INSERT INTO payment_transaction (payment_id, type, amount_minor, provider_reference, created_at)
                VALUES (:payment, 'REFUND', 34, 'r1', UTC_TIMESTAMP(6))
                """).param("payment", payment.id()).update();

        catchUp.run();

        assertThat(till.now(payment).refunds()).singleElement().matches(refund -> refund.status() == RefundStatus.DONE);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.partly-refunded");
    }

    @Test
    void what_the_version_before_gave_back_is_told_before_what_comes_after_it() {
        PaymentView payment = till.paid();
        giveBackUnheard(payment, 34, "r1");
        jdbc.sql("""
                INSERT INTO payment_refund (id, payment_id, amount_minor, status, origin, created_at, updated_at)
                VALUES (:id, :payment, 34, 'REQUESTED', 'CALLER', UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """).param("id", Ids.next()).param("payment", payment.id()).update();

        till.refund(payment, "{}");

        PaymentView refunded = till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(refunded.refunds()).hasSize(2).allMatch(refund -> refund.status() == RefundStatus.DONE);
        assertThat(till.told(payment.orderId()))
                .containsExactly("payment.captured", "payment.partly-refunded", "payment.refunded");
        assertThat(till.toldBack(payment.orderId())).containsExactly(34L, Till.AMOUNT - 34);
    }

    @Test
    void a_task_of_the_version_before_becomes_a_refund() {
        PaymentView payment = till.paid();
        jdbc.sql("""
                INSERT INTO payment_task (id, payment_id, kind, amount_minor, attempts, failures, due_at, created_at)
                VALUES (:id, :payment, 'REFUND', :amount, 0, 0, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                """)
                .param("id", Ids.next())
                .param("payment", payment.id())
                .param("amount", Till.AMOUNT)
                .update();

        PaymentView refunded = till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);

        assertThat(refunded.refunds()).singleElement().matches(refund -> refund.status() == RefundStatus.DONE);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.refunded");
    }
}
