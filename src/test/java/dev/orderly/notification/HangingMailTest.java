package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.messaging.Ids;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A mail server that answers most, and keeps one waiting. */
@Tag("once-in-ci")
@NotificationTest
class HangingMailTest {

    static final ScriptedSmtpServer SMTP = new ScriptedSmtpServer();

    @Autowired
    PostOffice postOffice;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", SMTP::port);
        properties.add("orderly.notification.concurrency", () -> 2);
    }

    @AfterAll
    static void stop() throws IOException {
        SMTP.close();
    }

    @Test
    void a_conversation_that_hangs_holds_up_no_other() {
        String hanging = "silent-1." + Ids.next() + "@example.com";
        postOffice.paid(Ids.next(), hanging);
        await().until(() -> SMTP.messageIds(hanging).size() == 1);

        await().during(Duration.ofSeconds(7)).atMost(Duration.ofSeconds(17)).until(this::anotherIsSent);

        assertThat(SMTP.accepted()).as("it still hangs").doesNotContain(hanging);
    }

    private boolean anotherIsSent() {
        String order = Ids.next();
        postOffice.paid(order, order + "@example.com");
        await().atMost(Duration.ofSeconds(8))
                .until(() -> postOffice.mailsOf(order).getFirst().status().equals(MailStatus.SENT));
        return true;
    }
}
