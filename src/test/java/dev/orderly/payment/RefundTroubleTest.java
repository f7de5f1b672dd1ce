package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A provider that refuses ends a refund; one whose answer is not known is told again. Neither loses any money. */
@OrderlyTest
@ExtendWith(OutputCaptureExtension.class)
@TestPropertySource(
        properties = {
            "orderly.modules=payment",
            "orderly.payment.read-timeout=500ms",
            "orderly.payment.retry-first=50ms",
            "orderly.payment.retry-most=200ms",
            "orderly.payment.ask-after=300ms"
        })
class RefundTroubleTest {

    private static volatile @Nullable String sandbox;
    private static final Peer PEER = new Peer(() -> Objects.requireNonNull(sandbox));

    private final Till till;
    private final ApplicationContext application;
    private final MeterRegistry meters;
    private final JdbcClient jdbc;

    RefundTroubleTest(
            @Autowired ApplicationContext application, @Autowired MeterRegistry meters, @Autowired JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.application = application;
        this.till = new Till(application);
        this.meters = meters;
    }

    @DynamicPropertySource
    static void goThroughPeer(DynamicPropertyRegistry properties) {
        properties.add("orderly.payment.sandbox.url", PEER::url);
    }

    @BeforeEach
    void passOnToSandbox() {
        sandbox = application.getEnvironment().getRequiredProperty("local.sandbox.url");
    }

    @AfterEach
    void recover() {
        PEER.mood = Peer.Mood.WELL;
    }

    @AfterAll
    static void close() {
        PEER.close();
    }

    private static boolean hasFailed(PaymentView payment) {
        return payment.refunds().stream().anyMatch(refund -> refund.status() == RefundStatus.FAILED);
    }

    @Test
    void a_refund_that_the_provider_refuses_fails_and_frees_its_amount() {
        PaymentView payment = till.paid();
        double failed = failedRefunds();
        PEER.mood = Peer.Mood.REFUSING;
        till.refund(payment, "{\"amountMinor\":1000}");

        PaymentView refused = till.awaitNow(payment, RefundTroubleTest::hasFailed);

        assertThat(refused.status()).isEqualTo(PaymentStatus.CAPTURED);
        assertThat(refused.refundableMinor()).isEqualTo(Till.AMOUNT);
        assertThat(refused.refunds())
                .singleElement()
                .satisfies(refund -> assertThat(refund.failure()).contains("422", "The card was closed"));
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured");
        await().untilAsserted(() -> assertThat(failedRefunds()).isEqualTo(failed + 1));
        assertThat(till.get("/api/payments/refunds?status=FAILED").body())
                .contains(refused.refunds().getFirst().id());

        PEER.mood = Peer.Mood.WELL;
        till.refund(payment, "{}");
        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(till.givenBack(payment)).isEqualTo(Till.AMOUNT);
    }

    @Test
    void a_refund_of_a_called_off_order_that_the_provider_refuses_stays_visible_and_can_be_tried_again() {
        PaymentView payment = till.paid();
        PEER.mood = Peer.Mood.REFUSING;
        till.callOff(payment.orderId());
        till.awaitNow(payment, RefundTroubleTest::hasFailed);
        PEER.mood = Peer.Mood.WELL;

        assertThat(till.refund(payment, "{}").statusCode()).isEqualTo(201);

        PaymentView refunded = till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
        assertThat(refunded.refunds())
                .extracting(RefundView::status)
                .containsExactly(RefundStatus.FAILED, RefundStatus.DONE);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.refunded");
    }

    @Test
    void late_money_whose_refund_is_refused_can_be_given_back_by_hand() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);
        till.cancel(orderId);
        till.awaitStatus(orderId, PaymentStatus.CANCELLED);
        PEER.mood = Peer.Mood.REFUSING;
        till.press(payment, "pay");
        till.awaitNow(payment, RefundTroubleTest::hasFailed);
        PEER.mood = Peer.Mood.WELL;

        till.refund(payment, "{}");

        till.awaitStatus(orderId, PaymentStatus.REFUNDED);
        assertThat(till.told(orderId)).containsExactly("payment.refunded");
    }

    @Test
    void when_a_part_is_refused_after_the_order_was_called_off_it_goes_back_all_the_same() {
        PaymentView payment = till.paid();
        PEER.mood = Peer.Mood.BUSY;
        till.refund(payment, "{\"amountMinor\":234}");
        till.callOff(payment.orderId());
        till.awaitNow(payment, now -> now.refunds().size() == 2);
        PEER.mood = Peer.Mood.REFUSING;
        till.awaitNow(
                payment,
                now -> now.refunds().stream()
                                .filter(refund -> refund.status() == RefundStatus.FAILED)
                                .count()
                        == 3);
        PEER.mood = Peer.Mood.WELL;

        // The caller's part failed and was followed by one of its own accord; what fails then waits for a person.
        assertThat(till.now(payment).refunds()).hasSize(3);
        assertThat(till.now(payment).refundableMinor()).isEqualTo(Till.AMOUNT);
        till.refund(payment, "{}");
        till.awaitStatus(payment.orderId(), PaymentStatus.REFUNDED);
    }

    @Test
    void a_refund_that_is_not_answered_for_more_than_an_hour_is_told_once(CapturedOutput log) {
        PaymentView payment = till.paid();
        PEER.mood = Peer.Mood.FAILING;
        till.refund(payment, "{\"amountMinor\":234}");
        String refund = till.now(payment).refunds().getFirst().id();
        jdbc.sql("UPDATE payment_refund SET created_at = created_at - INTERVAL 61 MINUTE WHERE id = :id")
                .param("id", refund)
                .update();
        PEER.requests.clear();

        await().until(() ->
                PEER.requests.stream().filter("POST /refunds"::equals).count() >= 4);

        assertThat(log.getOut().lines().filter(line -> line.contains("more than an hour") && line.contains(refund)))
                .hasSize(1);
        PEER.mood = Peer.Mood.WELL;
        till.awaitNow(payment, now -> now.transactions().size() == 2);
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "FORGETFUL", "HANGING", "HEAD_ONLY", "HALF", "NONSENSE", "BUSY"})
    void a_refund_whose_outcome_is_not_known_is_made_once(Peer.Mood mood) {
        PaymentView payment = till.paid();
        PEER.requests.clear();
        PEER.mood = mood;
        till.refund(payment, "{\"amountMinor\":234}");
        await().until(() ->
                PEER.requests.stream().filter("POST /refunds"::equals).count() >= 2);
        assertThat(till.now(payment).refunds())
                .singleElement()
                .matches(refund -> refund.status() == RefundStatus.REQUESTED);
        PEER.mood = Peer.Mood.WELL;

        till.awaitNow(payment, now -> now.transactions().size() == 2);

        assertThat(till.givenBack(payment)).isEqualTo(234);
        assertThat(till.told(payment.orderId())).containsExactly("payment.captured", "payment.partly-refunded");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "FORGETFUL", "HANGING", "HEAD_ONLY", "HALF", "NONSENSE"})
    void a_payment_is_collected_once_whatever_becomes_of_the_answers(Peer.Mood mood) {
        PEER.requests.clear();
        PEER.mood = mood;
        String orderId = till.orderOf("buyer+never@example.com");
        await().until(() -> PEER.requests.size() >= 2);
        PEER.mood = Peer.Mood.WELL;

        PaymentView payment = till.awaitStatus(orderId, PaymentStatus.CAPTURED);

        assertThat(payment.transactions()).hasSize(1);
        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILING", "HANGING", "HEAD_ONLY", "HALF", "NONSENSE"})
    void an_outcome_that_is_not_told_is_unknown_and_never_guessed(Peer.Mood mood) {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);
        PEER.mood = mood;
        till.awaitStatus(orderId, PaymentStatus.UNKNOWN);
        till.press(payment, "pay");
        PEER.mood = Peer.Mood.WELL;

        till.awaitStatus(orderId, PaymentStatus.CAPTURED);

        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    private double failedRefunds() {
        return meters.counter("orderly.payment.refunds", "outcome", "failed").count();
    }
}
