package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyTest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

/** A provider that is down, slow, forgetful or silent delays payments and loses none. */
@OrderlyTest
@TestPropertySource(
        properties = {
            "orderly.modules=payment",
            "orderly.payment.read-timeout=3s",
            "orderly.payment.retry-first=50ms",
            "orderly.payment.retry-most=200ms",
            "orderly.payment.ask-after=300ms"
        })
class ProviderTroubleTest {

    private static volatile @Nullable String sandbox;
    private static final Peer PEER = new Peer(() -> Objects.requireNonNull(sandbox));

    private final Till till;
    private final JdbcClient jdbc;
    private final ConfigurableApplicationContext application;

    ProviderTroubleTest(@Autowired ConfigurableApplicationContext application, @Autowired JdbcClient jdbc) {
        this.application = application;
        this.till = new Till(application);
        this.jdbc = jdbc;
    }

    @DynamicPropertySource
    static void goThroughPeer(DynamicPropertyRegistry properties) {
        properties.add("orderly.payment.sandbox.url", PEER::url);
    }

    @BeforeEach
    void passOnToSandbox() {
        sandbox = application.getEnvironment().getRequiredProperty("local.sandbox.url");
        PEER.requests.clear();
    }

    @AfterEach
    void recover() {
        PEER.mood = Peer.Mood.WELL;
    }

    @AfterAll
    static void close() {
        PEER.close();
    }

    @Test
    void a_call_that_is_under_way_when_the_application_stops_is_made_to_its_end() {
        PEER.mood = Peer.Mood.SLOW;
        String orderId = till.orderOf("buyer@example.com");
        await().until(() -> !PEER.requests.isEmpty());

        application.stop();
        List<String> payUrls = jdbc.sql("SELECT pay_url FROM payment WHERE order_id = :order AND pay_url IS NOT NULL")
                .param("order", orderId)
                .query((row, number) -> row.getString("pay_url"))
                .list();
        application.start();
        passOnToSandbox();

        assertThat(payUrls).hasSize(1);
        till.awaitStatus(orderId, PaymentStatus.CAPTURED);
    }

    @Test
    void a_provider_that_is_down_is_asked_again_until_it_is_up() {
        PEER.mood = Peer.Mood.FAILING;
        String orderId = till.orderOf("buyer@example.com");
        await().until(() -> PEER.requests.size() >= 3);
        assertThat(till.payments(orderId).getFirst().status()).isEqualTo(PaymentStatus.PENDING);

        PEER.mood = Peer.Mood.WELL;

        till.awaitStatus(orderId, PaymentStatus.CAPTURED);
        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    @Test
    void an_answer_that_is_lost_opens_no_second_session() {
        PEER.mood = Peer.Mood.FORGETFUL;
        String orderId = till.orderOf("buyer+manual@example.com");
        await().until(() -> PEER.requests.size() >= 2);
        PEER.mood = Peer.Mood.WELL;

        PaymentView payment = till.awaitPayPage(orderId);

        assertThat(sessionsOf(payment)).isEqualTo(1);
    }

    @Test
    void a_callback_that_comes_before_the_answer_to_our_call_counts() {
        PEER.mood = Peer.Mood.FORGETFUL;
        String orderId = till.orderOf("buyer@example.com");

        PaymentView payment = till.awaitStatus(orderId, PaymentStatus.CAPTURED);

        assertThat(payment.payUrl()).isNull();
        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    @Test
    void a_refund_whose_answer_is_lost_is_made_once() {
        String orderId = till.orderOf("buyer@example.com");
        PaymentView payment = till.awaitStatus(orderId, PaymentStatus.CAPTURED);
        PEER.requests.clear();
        PEER.mood = Peer.Mood.FORGETFUL;
        till.cancel(orderId);
        await().until(() ->
                PEER.requests.stream().filter("POST /refunds"::equals).count() >= 2);
        PEER.mood = Peer.Mood.WELL;

        till.awaitStatus(orderId, PaymentStatus.REFUNDED);

        assertThat(refundsOf(payment)).isEqualTo(1);
        assertThat(till.told(orderId)).containsExactly("payment.captured", "payment.refunded");
    }

    @Test
    void a_slow_provider_serves_many_at_the_same_time_and_holds_up_nobody() {
        PEER.mood = Peer.Mood.SLOW;
        List<String> orders = IntStream.range(0, 12)
                .mapToObj(n -> till.orderOf("buyer+manual@example.com"))
                .toList();
        await().until(() -> PEER.requests.size() >= orders.size());

        // Twelve calls one after the other would take twenty-four seconds; cancelling waits for none of them.
        till.cancel(orders.getFirst());
        await().atMost(Duration.ofMillis(1800))
                .until(() -> till.payments(orders.getFirst()).getFirst().status() == PaymentStatus.CANCELLED);
        await().atMost(Duration.ofSeconds(12))
                .until(() -> orders.stream()
                        .allMatch(order -> till.payments(order).getFirst().payUrl() != null));
    }

    @Test
    void a_provider_that_never_answers_is_given_up_on_and_called_again() {
        PEER.mood = Peer.Mood.HANGING;
        String orderId = till.orderOf("buyer+manual@example.com");
        await().until(() -> !PEER.requests.isEmpty());
        PEER.mood = Peer.Mood.WELL;

        till.awaitPayPage(orderId);
    }

    @Test
    void a_provider_that_never_calls_is_asked() {
        String orderId = till.orderOf("buyer+never@example.com");

        till.awaitStatus(orderId, PaymentStatus.CAPTURED);

        assertThat(PEER.requests).anyMatch(request -> request.startsWith("GET /sessions/"));
        assertThat(till.told(orderId)).containsExactly("payment.captured");
    }

    @Test
    void money_that_nobody_told_of_is_found_after_the_order_was_cancelled() {
        String orderId = till.orderOf("buyer+never@example.com");
        till.awaitPayPage(orderId);

        till.cancel(orderId);

        till.awaitStatus(orderId, PaymentStatus.REFUNDED);
        assertThat(till.told(orderId)).endsWith("payment.refunded");
    }

    @Test
    void an_outcome_that_the_provider_does_not_tell_is_unknown_until_it_does() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);

        PEER.mood = Peer.Mood.FAILING;
        till.awaitStatus(orderId, PaymentStatus.UNKNOWN);
        PEER.mood = Peer.Mood.WELL;
        till.awaitStatus(orderId, PaymentStatus.PENDING);

        till.press(payment, "pay");
        till.awaitStatus(orderId, PaymentStatus.CAPTURED);
    }

    @Test
    void a_cancelled_payment_whose_provider_keeps_failing_is_asked_for_a_week_and_no_longer() {
        String orderId = till.orderOf("buyer+manual@example.com");
        PaymentView payment = till.awaitPayPage(orderId);
        PEER.mood = Peer.Mood.FAILING;
        till.cancel(orderId);
        till.awaitStatus(orderId, PaymentStatus.CANCELLED);
        PEER.requests.clear();
        await().until(() -> PEER.requests.stream()
                        .filter(request -> request.endsWith(payment.id()))
                        .count()
                >= 2);

        jdbc.sql("UPDATE payment SET created_at = UTC_TIMESTAMP(6) - INTERVAL 8 DAY WHERE id = :id")
                .param("id", payment.id())
                .update();

        await().until(() -> count("SELECT COUNT(*) AS number FROM payment_task WHERE payment_id = :id", payment) == 0);
        assertThat(till.payments(orderId).getFirst().status()).isEqualTo(PaymentStatus.CANCELLED);
    }

    private int sessionsOf(PaymentView payment) {
        return count("SELECT COUNT(*) AS number FROM sandbox_session WHERE reference = :id", payment);
    }

    private int refundsOf(PaymentView payment) {
        return count("""
                SELECT COUNT(*) AS number
                FROM sandbox_refund r JOIN sandbox_session s ON s.id = r.session_id
                WHERE s.reference = :id
                """, payment);
    }

    private int count(String sql, PaymentView payment) {
        return jdbc.sql(sql)
                .param("id", payment.id())
                .query((row, number) -> row.getInt("number"))
                .single();
    }
}
