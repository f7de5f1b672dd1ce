package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.QueryPlan;
import dev.orderly.messaging.Ids;
import dev.orderly.notification.Delivery.Postponed;
import dev.orderly.notification.Delivery.Refused;
import dev.orderly.notification.Delivery.Sent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Claims without a server: nobody sends anything but the test. */
@NotificationTest
class MailClaimTest {

    @Autowired
    Mails mails;

    @Autowired
    NotificationProperties properties;

    @Autowired
    PostOffice postOffice;

    @Autowired
    JdbcClient db;

    @Autowired
    PlatformTransactionManager transactions;

    final String order = Ids.next();

    @BeforeEach
    void nothing_else_is_due() {
        db.sql("UPDATE mail SET next_attempt_at = NULL, status = 'KEPT' WHERE status = 'PENDING'")
                .update();
    }

    @Test
    void a_claimed_mail_is_not_due_for_others() {
        pendingMail();
        assertThat(claim())
                .hasValueSatisfying(claimed -> assertThat(claimed.attempt()).isEqualTo(1));
        assertThat(claim()).isEmpty();
    }

    @Test
    void a_mail_that_another_is_claiming_is_passed_over() {
        pendingMail();
        String second = Ids.next();
        mails.add(Ids.next(), letter(second), content(), MailStatus.PENDING);
        TransactionTemplate another = new TransactionTemplate(transactions);
        another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            assertThat(claim(1))
                    .singleElement()
                    .extracting(PendingMail::orderId)
                    .isEqualTo(order);
            List<PendingMail> theirs = another.execute(inner -> claim(2));
            assertThat(theirs).singleElement().extracting(PendingMail::orderId).isEqualTo(second);
        });
    }

    @Test
    void several_mails_are_claimed_at_once_the_oldest_first() {
        List<String> orders = List.of(order, Ids.next(), Ids.next());
        orders.forEach(each -> mails.add(Ids.next(), letter(each), content(), MailStatus.PENDING));
        assertThat(claim(2)).extracting(PendingMail::orderId).containsExactlyInAnyOrderElementsOf(orders.subList(0, 2));
        assertThat(claim(2)).extracting(PendingMail::orderId).containsExactly(orders.getLast());
    }

    @Test
    void a_mail_whose_sender_died_is_due_again_after_the_lease() {
        pendingMail();
        PendingMail lost = claim().orElseThrow();
        leaseRunsOut();
        assertThat(claim()).hasValueSatisfying(again -> {
            assertThat(again.id()).isEqualTo(lost.id());
            assertThat(again.content()).isEqualTo(lost.content());
            assertThat(again.attempt()).isEqualTo(2);
        });
    }

    @Test
    void a_sender_that_outlived_its_lease_can_report_success_but_no_failure() {
        pendingMail();
        PendingMail slow = claim().orElseThrow();
        leaseRunsOut();
        PendingMail quick = claim().orElseThrow();
        record(slow, new Refused("too late"));
        assertThat(status()).isEqualTo(MailStatus.PENDING);
        record(slow, new Sent());
        record(quick, new Postponed("greylisted"));
        record(quick, new Refused("unknown"));
        assertThat(status()).isEqualTo(MailStatus.SENT);
        assertThat(claim()).isEmpty();
    }

    @Test
    void a_success_is_recorded_even_after_another_gave_up() {
        pendingMail();
        PendingMail slow = claim().orElseThrow();
        leaseRunsOut();
        record(claim().orElseThrow(), new Refused("unknown"));
        record(slow, new Sent());
        assertThat(status()).isEqualTo(MailStatus.SENT);
    }

    @Test
    void the_words_of_old_mails_are_erased_and_those_of_waiting_ones_are_not() {
        pendingMail();
        String kept = Ids.next();
        String fresh = Ids.next();
        postOffice.paid(kept, "buyer@example.com");
        db.sql("UPDATE mail_body SET created_at = UTC_TIMESTAMP(6) - INTERVAL 31 DAY")
                .update();
        postOffice.paid(fresh, "buyer@example.com");
        new EraseMailBodies(mails, properties).run();
        assertThat(hasBody(kept)).isFalse();
        assertThat(hasBody(order)).isTrue();
        assertThat(hasBody(fresh)).isTrue();
        assertThat(postOffice.mailsOf(kept)).hasSize(1);
    }

    @Test
    void the_claim_and_the_search_for_old_words_follow_their_indexes() {
        for (int i = 0; i < 20; i++) {
            postOffice.paid(Ids.next(), "buyer@example.com");
        }
        assertThat(QueryPlan.of(db, DueMails.DUE, Map.of("most", 4)).steps())
                .singleElement()
                .matches(step -> step.follows("mail_due"));
        assertThat(QueryPlan.of(db, Mails.OLD_BODIES, Map.of("age", 10, "pending", "PENDING", "limit", 500))
                        .steps())
                .satisfiesExactly(
                        body -> assertThat(body).matches(step -> step.follows("mail_body_age")),
                        mail -> assertThat(mail).matches(step -> step.follows("PRIMARY")));
    }

    private void pendingMail() {
        mails.add(Ids.next(), letter(order), content(), MailStatus.PENDING);
    }

    private static Letter letter(String orderId) {
        return Letter.of(MailType.PAID, orderId, "buyer@example.com");
    }

    private static MailContent content() {
        return new MailContent("Paid", "Paid. Müller", "<p>Paid. Müller</p>");
    }

    private Optional<PendingMail> claim() {
        return claim(1).stream().findFirst();
    }

    private List<PendingMail> claim(int most) {
        ClaimMails claimMails = new ClaimMails(new DueMails(db));
        return Objects.requireNonNull(new TransactionTemplate(transactions).execute(status -> claimMails.claim(most)));
    }

    private void record(PendingMail mail, Delivery delivery) {
        new RecordDelivery(new DueMails(db), properties, new MailCounts(new SimpleMeterRegistry()))
                .record(mail, delivery);
    }

    private void leaseRunsOut() {
        db.sql("UPDATE mail SET next_attempt_at = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE order_id = :order")
                .param("order", order)
                .update();
    }

    private MailStatus status() {
        return postOffice.mailsOf(order).getFirst().status();
    }

    private boolean hasBody(String orderId) {
        return db.sql("SELECT COUNT(*) FROM mail_body WHERE mail_id = :id")
                        .param("id", postOffice.id(orderId))
                        .query(Integer.class)
                        .single()
                == 1;
    }
}
