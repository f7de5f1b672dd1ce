package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.messaging.Ids;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;

@Tag("once-in-ci")
@NotificationTest
@TestPropertySource(properties = "orderly.notification.max-attempts=3")
class RefusedMailsTest {

    static final ScriptedSmtpServer SMTP = new ScriptedSmtpServer();

    @Autowired
    PostOffice postOffice;

    @Autowired
    Mails mails;

    @Autowired
    MeterRegistry meters;

    @LocalServerPort
    int port;

    final String order = Ids.next();

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", SMTP::port);
        properties.add("spring.mail.properties.mail.smtp.timeout", () -> "2000");
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

    @ParameterizedTest
    @ValueSource(strings = {"cut-2", "busy-2", "silent-1"})
    void a_mail_that_gets_no_good_answer_at_first_is_sent_once_it_does(String script) {
        String recipient = script + "." + order + "@example.com";
        postOffice.paid(order, recipient);
        assertThat(postOffice.await(order, MailStatus.SENT).reason()).isNull();
        assertThat(SMTP.accepted()).containsOnlyOnce(recipient);
        assertThat(SMTP.messageIds(recipient)).containsOnly("<" + postOffice.id(order) + "@localhost>");
    }

    @Test
    void a_mail_that_was_given_up_is_sent_again_with_all_its_attempts_when_a_person_asks() {
        String recipient = "busy-4." + order + "@example.com";
        double failed = count("failed");
        postOffice.paid(order, recipient);
        String id = postOffice.await(order, MailStatus.FAILED).id();
        assertThat(count("failed")).isGreaterThan(failed);

        Answer asked = api().post("/api/notifications/" + id + "/resend", "");
        assertThat(asked.status()).as(asked.body()).isEqualTo(200);
        assertThat(asked.json().get("resentBy").asString()).isEqualTo("test");
        postOffice.await(order, MailStatus.SENT);
        assertThat(postOffice.attempts(order)).isEqualTo(5);
        assertThat(SMTP.messageIds(recipient)).hasSize(5).containsOnly("<" + id + "@localhost>");

        Answer twice = api().post("/api/notifications/" + id + "/resend", "");
        assertThat(twice.status()).isEqualTo(409);
        assertThat(twice.json().get("detail").asString()).contains("twice");
    }

    @Test
    void a_mail_without_words_or_that_never_was_cannot_be_sent_again() {
        postOffice.paid(order, "rcpt-550@example.com");
        String id = postOffice.await(order, MailStatus.FAILED).id();
        mails.eraseBodies(List.of(id));
        assertThat(api().post("/api/notifications/" + id + "/resend", "").status())
                .isEqualTo(409);
        assertThat(api().post("/api/notifications/nobody/resend", "").status()).isEqualTo(404);
    }

    private double count(String outcome) {
        return meters.counter(MailCounts.COUNTER, "outcome", outcome).count();
    }

    private ApiClient api() {
        return new ApiClient(port);
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
