package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.messaging.Ids;
import java.io.IOException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

@NotificationTest
@TestPropertySource(properties = "orderly.notification.max-attempts=3")
class RefusedMailsTest {

    static final ScriptedSmtpServer SMTP = new ScriptedSmtpServer();

    @Autowired
    PostOffice postOffice;

    final String order = Ids.next();

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", SMTP::port);
    }

    @AfterAll
    static void stop() throws IOException {
        SMTP.close();
    }

    @Test
    void a_mail_that_is_refused_for_good_fails_at_once_with_the_reason() {
        postOffice.paid(order, "rcpt-550@example.com");
        Notification failed = postOffice.await(order, MailStatus.FAILED);
        assertThat(failed.reason()).contains("550 as the script says");
        assertThat(failed.sentAt()).isNull();
        assertThat(postOffice.attempts(order)).isEqualTo(1);
    }

    @Test
    void a_mail_that_is_refused_for_now_fails_when_its_attempts_are_spent() {
        postOffice.paid(order, "rcpt-451@example.com");
        assertThat(postOffice.await(order, MailStatus.FAILED).reason()).contains("451 as the script says");
        assertThat(postOffice.attempts(order)).isEqualTo(3);
    }

    @Test
    void a_mail_to_something_that_is_no_address_fails_and_holds_up_no_other() {
        postOffice.paid(order, "a@example.com, thief@example.com");
        String next = Ids.next();
        postOffice.paid(next, next + "@example.com");
        postOffice.await(order, MailStatus.FAILED);
        postOffice.await(next, MailStatus.SENT);
        Awaitility.await().until(() -> SMTP.accepted().contains(next + "@example.com"));
        assertThat(SMTP.accepted()).doesNotContain("a@example.com", "thief@example.com");
    }
}
