package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import dev.orderly.messaging.Callers;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.Lane;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.TestPropertySource;

/** What a provider may send, signed with the secret of the configuration. The customers here never pay by themselves. */
@OrderlyTest
@TestPropertySource(properties = {"orderly.modules=payment", "orderly.payment.sandbox.secret=" + Till.SECRET})
class CallbackTest {

    private final ApplicationContext application;
    private final Till till;

    CallbackTest(@Autowired ApplicationContext application) {
        this.application = application;
        this.till = new Till(application);
    }

    private PaymentView pending() {
        return till.awaitPayPage(till.orderOf("buyer+manual@example.com"));
    }

    private PaymentView now(PaymentView payment) {
        return till.payments(payment.orderId()).getFirst();
    }

    private void assertNothingRecorded(PaymentView payment) {
        assertThat(now(payment).status()).isEqualTo(PaymentStatus.PENDING);
        assertThat(now(payment).transactions()).isEmpty();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String type) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains(type);
    }

    @Test
    void a_good_callback_is_taken_in() {
        PaymentView payment = pending();

        assertThat(till.callBack(Till.captured(payment.id(), "t1")).statusCode())
                .isEqualTo(204);

        assertThat(now(payment).status()).isEqualTo(PaymentStatus.CAPTURED);
    }

    @Test
    void a_callback_that_comes_again_changes_nothing() {
        PaymentView payment = pending();
        till.callBack(Till.captured(payment.id(), "t1"));

        assertThat(till.callBack(Till.captured(payment.id(), "t1")).statusCode())
                .isEqualTo(204);

        assertThat(now(payment).transactions()).hasSize(1);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured");
    }

    @Test
    void twenty_callbacks_at_the_same_moment_are_recorded_once() throws Exception {
        PaymentView payment = pending();
        Callable<Integer> call =
                () -> till.callBack(Till.captured(payment.id(), "t1")).statusCode();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = threads.invokeAll(java.util.Collections.nCopies(20, call));
            assertThat(answers).extracting(Future::resultNow).containsOnly(204);
        }

        assertThat(now(payment).transactions()).hasSize(1);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured");
    }

    @Test
    void a_wrong_signature_is_refused() {
        PaymentView payment = pending();
        String body = Till.captured(payment.id(), "t1");
        Instant now = Clock.systemUTC().instant();

        assertProblem(till.callBack(body, Till.signature(body, now, "guessed")), 400, "callback-signature-invalid");
        assertProblem(till.callBack(body, Till.signature(body + " ", now, Till.SECRET)), 400, "signature-invalid");
        assertProblem(till.callBack(body, "v1=00"), 400, "callback-signature-invalid");
        assertProblem(till.callBack(body, "t=" + now.getEpochSecond()), 400, "callback-signature-invalid");
        assertNothingRecorded(payment);
    }

    @Test
    void a_callback_without_a_signature_is_refused() {
        assertProblem(
                Till.send(till.request("/api/payments/callbacks/sandbox").POST(BodyPublishers.noBody())),
                400,
                "callback-signature-invalid");
    }

    @Test
    void a_stale_signature_is_refused() {
        PaymentView payment = pending();
        String body = Till.captured(payment.id(), "t1");
        Instant now = Clock.systemUTC().instant();

        HttpResponse<String> stale =
                till.callBack(body, Till.signature(body, now.minus(Duration.ofMinutes(6)), Till.SECRET));
        HttpResponse<String> early =
                till.callBack(body, Till.signature(body, now.plus(Duration.ofMinutes(6)), Till.SECRET));

        assertProblem(stale, 400, "callback-signature-invalid");
        assertProblem(early, 400, "callback-signature-invalid");
        assertNothingRecorded(payment);
    }

    @Test
    void one_good_signature_among_several_suffices() {
        PaymentView payment = pending();
        String body = Till.captured(payment.id(), "t1");
        String signature = Till.signature(body, Clock.systemUTC().instant(), Till.SECRET)
                .replace(",v1=", ",v1=" + "0".repeat(64) + ",v1=");

        assertThat(till.callBack(body, signature).statusCode()).isEqualTo(204);
    }

    @Test
    void a_wrong_amount_or_currency_is_refused_and_not_recorded() {
        PaymentView payment = pending();

        String less = Till.report(payment.id(), "CAPTURED", "EUR", Till.AMOUNT - 1, "t1");
        String other = Till.report(payment.id(), "CAPTURED", "USD", Till.AMOUNT, "t1");

        assertProblem(till.callBack(less), 422, "payment-amount-mismatch");
        assertProblem(till.callBack(other), 422, "payment-amount-mismatch");
        assertNothingRecorded(payment);
    }

    @Test
    void a_call_about_an_unknown_payment_is_taken_in_so_that_the_provider_rests() {
        String unknown = Ids.next();

        assertThat(till.callBack(Till.captured(unknown, "t1")).statusCode()).isEqualTo(204);

        assertThat(till.get("/api/payments/" + unknown).statusCode()).isEqualTo(404);
    }

    @Test
    void an_unknown_provider_is_not_found() {
        assertProblem(
                Till.send(till.request("/api/payments/callbacks/nobody").POST(BodyPublishers.ofString("{}"))),
                404,
                "payment-provider-not-found");
    }

    @Test
    void a_body_that_makes_no_sense_is_refused() {
        assertProblem(till.callBack("not json"), 400, "callback-unreadable");
        assertProblem(till.callBack("{}"), 400, "callback-unreadable");
        assertProblem(till.callBack(""), 400, "callback-unreadable");
        assertProblem(
                till.callBack(Till.captured(Ids.next(), "t1").replace("\"t1\"", "null")), 400, "callback-unreadable");
    }

    @Test
    void a_late_failure_does_not_overwrite_a_success() {
        PaymentView payment = pending();
        till.callBack(Till.captured(payment.id(), "t1"));

        assertThat(till.callBack(Till.declined(payment.id(), "t2")).statusCode())
                .isEqualTo(204);

        assertThat(now(payment).status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(now(payment).transactions()).hasSize(2);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured");
    }

    @Test
    void a_success_after_a_failure_goes_back_because_the_order_is_lost() {
        // The sandbox gives nothing back that it has not captured, so the customer pays there as well.
        PaymentView payment = pending();
        till.callBack(Till.declined(payment.id(), "t1"));

        till.press(payment, "pay");

        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(till.told(payment.orderId())).containsExactly("payment.declined", "payment.refunded");
    }

    @Test
    void a_session_that_is_still_open_tells_nothing() {
        PaymentView payment = pending();

        assertThat(till.callBack(Till.report(payment.id(), "OPEN", "EUR", Till.AMOUNT, "t1"))
                        .statusCode())
                .isEqualTo(204);

        assertNothingRecorded(payment);
    }

    @Test
    void no_module_rests_for_a_callback() throws Exception {
        PaymentView payment = pending();
        try (ExecutorService provider = Executors.newSingleThreadExecutor()) {
            List<Future<HttpResponse<String>>> calls = new ArrayList<>();
            Lane.JOB.run(() -> till.whileLocked(payment, () -> {
                calls.add(provider.submit(() -> till.callBack(Till.captured(payment.id(), "t1"))));
                await().untilAsserted(() -> assertThat(till.transactionsThatWait())
                        .as("the callback")
                        .isPositive());
                // An answer may be there a moment before its request is over.
                await().untilAsserted(() -> assertThat(Callers.now(application)).isZero());
            }));
            assertThat(calls.getFirst().get().statusCode()).isEqualTo(204);
        }
        assertThat(now(payment).status()).isEqualTo(PaymentStatus.CAPTURED);
    }

    @Test
    void modules_rest_for_one_who_has_shown_a_key() throws Exception {
        PaymentView payment = pending();
        till.callBack(Till.captured(payment.id(), "t1"));
        try (ExecutorService shop = Executors.newSingleThreadExecutor()) {
            List<Future<HttpResponse<String>>> calls = new ArrayList<>();
            Lane.JOB.run(() -> till.whileLocked(payment, () -> {
                calls.add(shop.submit(() -> till.refund(payment, "{}")));
                // The request and its transaction.
                await().untilAsserted(() -> assertThat(Callers.now(application)).isEqualTo(2));
            }));
            assertThat(calls.getFirst().get().statusCode()).isEqualTo(201);
        }
    }
}
