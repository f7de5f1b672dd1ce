package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.messaging.Ids;
import dev.orderly.notification.Delivery.Postponed;
import dev.orderly.notification.Delivery.Refused;
import dev.orderly.notification.Delivery.Sent;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mail.javamail.JavaMailSenderImpl;
import org.springframework.test.util.TestSocketUtils;

@Tag("once-in-ci")
class MailServerTest {

    private final ScriptedSmtpServer smtp = new ScriptedSmtpServer();
    private final JavaMailSenderImpl sender = new JavaMailSenderImpl();

    @AfterEach
    void stop() throws IOException {
        smtp.close();
    }

    @Test
    void a_mail_that_the_server_takes_is_sent() throws Exception {
        assertThat(server("shop@example.com").deliver(mailTo("buyer@example.com")))
                .isInstanceOf(Sent.class);
        assertThat(smtp.accepted()).containsExactly("buyer@example.com");
    }

    @Test
    void a_mail_that_the_server_takes_before_the_line_breaks_is_sent() throws Exception {
        assertThat(server("shop@example.com").deliver(mailTo("hangup@example.com")))
                .isInstanceOf(Sent.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rcpt-550", "data-554"})
    void a_permanent_refusal_of_the_recipient_or_the_message_is_final(String recipient) throws Exception {
        assertThat(server("shop@example.com").deliver(mailTo(recipient + "@example.com")))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).contains("as the script says"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"rcpt-451", "data-452"})
    void a_temporary_refusal_is_tried_again(String recipient) throws Exception {
        assertThat(server("shop@example.com").deliver(mailTo(recipient + "@example.com")))
                .isInstanceOfSatisfying(
                        Postponed.class,
                        postponed -> assertThat(postponed.reason()).contains("as the script says"));
    }

    @Test
    void a_refusal_of_our_own_address_is_tried_again_because_the_operator_can_mend_it() throws Exception {
        assertThat(server("mail-550@example.com").deliver(mailTo("buyer@example.com")))
                .isInstanceOf(Postponed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut-1@example.com", "silent-1@example.com"})
    void a_mail_whose_answer_is_lost_is_tried_again_under_its_message_id(String recipient) throws Exception {
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "2000");
        MailServer server = server("shop@example.com");
        PendingMail mail = mailTo(recipient);
        assertThat(server.deliver(mail)).isInstanceOf(Postponed.class);
        assertThat(server.deliver(mail)).isInstanceOf(Sent.class);
        assertThat(smtp.messageIds(recipient)).hasSize(2).containsOnly("<" + mail.id() + "@example.com>");
    }

    @Test
    void a_server_that_does_not_answer_is_tried_again() throws Exception {
        MailServer server = server("shop@example.com");
        sender.setPort(TestSocketUtils.findAvailableTcpPort());
        assertThat(server.deliver(mailTo("buyer@example.com")))
                .isInstanceOfSatisfying(
                        Postponed.class,
                        postponed -> assertThat(postponed.reason()).contains("refused"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@example.com\r\nBcc: thief@example.com",
                "a@example.com, thief@example.com",
                "all: a@example.com, thief@example.com;",
                "Name <a@example.com>",
                "a b@example.com",
                "nobody",
                ""
            })
    void a_recipient_that_is_anything_but_one_plain_address_gets_nothing(String recipient) throws Exception {
        assertThat(server("shop@example.com").deliver(mailTo(recipient))).isInstanceOf(Refused.class);
        assertThat(smtp.accepted()).isEmpty();
    }

    @Test
    void a_domain_beyond_ascii_is_written_as_the_mail_system_knows_it() throws Exception {
        assertThat(server("shop@example.com").deliver(mailTo("buyer@bücher.example")))
                .isInstanceOf(Sent.class);
        assertThat(smtp.accepted()).containsExactly("buyer@xn--bcher-kva.example");
    }

    @Test
    void no_step_waits_for_longer_than_twenty_seconds_unless_configured() throws Exception {
        sender.getJavaMailProperties().setProperty("mail.smtp.timeout", "500");
        server("shop@example.com");
        assertThat(sender.getJavaMailProperties())
                .containsEntry("mail.smtp.connectiontimeout", "10000")
                .containsEntry("mail.smtp.timeout", "500")
                .containsEntry("mail.smtp.writetimeout", "10000")
                .containsEntry("mail.smtps.timeout", "20000");
    }

    private MailServer server(String from) throws Exception {
        sender.setHost("127.0.0.1");
        sender.setPort(smtp.port());
        return new MailServer(
                sender,
                new Envelope(new NotificationProperties(from, 4, 20, Duration.ofSeconds(10), Duration.ofDays(30))));
    }

    private static PendingMail mailTo(String recipient) {
        return new PendingMail(
                Ids.next(), "42", MailType.PAID, recipient, new MailContent("Paid", "Paid.", "<p>Paid.</p>"), 1, 0);
    }
}
