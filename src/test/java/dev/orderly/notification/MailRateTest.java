package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.orderly.contract.OrderEvent.OrderPaid;
import dev.orderly.messaging.Ids;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A spike of orders is no spike at the mail server. */
@NotificationTest
class MailRateTest {

    private static final int MAILS = 25;
    private static final int PER_SECOND = 5;

    static final GreenMail SMTP = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    PlatformTransactionManager transactions;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        SMTP.start();
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", () -> SMTP.getSmtp().getPort());
        properties.add("orderly.messaging.rate.notification-mails", () -> PER_SECOND + "/s");
    }

    @AfterAll
    static void stop() {
        SMTP.stop();
    }

    @Test
    void mails_are_sent_no_faster_than_the_cap_and_all_of_them_are() {
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            for (int n = 0; n < MAILS; n++) {
                String order = Ids.next();
                events.publishEvent(new OrderPaid(order, order + "@example.com", "EUR", 1250));
            }
        });

        await().atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.sql("SELECT COUNT(*) FROM mail WHERE sent_at IS NOT NULL")
                                .query(Integer.class)
                                .single()
                        == MAILS);

        assertThat(SMTP.getReceivedMessages()).hasSize(MAILS);
        Long micros = jdbc.sql("SELECT TIMESTAMPDIFF(MICROSECOND, MIN(created_at), MAX(sent_at)) FROM mail")
                .query(Long.class)
                .single();
        assertThat(Duration.ofNanos(micros * 1000))
                .isGreaterThanOrEqualTo(Duration.ofMillis((MAILS - 1) * 1000L / PER_SECOND));
    }
}
