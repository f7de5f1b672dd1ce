package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orderly.messaging.Ids;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;

@NotificationTest
@ExtendWith(OutputCaptureExtension.class)
class KeptMailsTest {

    @Autowired
    PostOffice postOffice;

    @Autowired
    ResendMail resendMail;

    @Autowired
    ApplicationContext context;

    @Test
    void without_a_server_a_mail_is_kept_at_once() {
        String order = Ids.next();
        postOffice.paid(order, "buyer@example.com");
        assertThat(postOffice.mailsOf(order))
                .singleElement()
                .extracting(Notification::type, Notification::recipient, Notification::status, Notification::sentAt)
                .containsExactly(MailType.PAID, "buyer@example.com", MailStatus.KEPT, null);
    }

    @Test
    void without_a_server_a_kept_mail_cannot_be_sent_again() {
        String order = Ids.next();
        postOffice.paid(order, "buyer@example.com");
        String id = postOffice.id(order);
        assertThatExceptionOfType(MailCannotBeResent.class)
                .isThrownBy(() -> resendMail.resend(id, "test"))
                .withMessageContaining("spring.mail.host");
    }

    @Test
    void without_a_server_nothing_polls_for_mails() {
        assertThat(context.getBeansOfType(SendMails.class)).isEmpty();
    }

    @Test
    void without_a_server_the_operator_is_told(CapturedOutput output) {
        new WarnOfKeptMails(Optional.empty()).warn();
        assertThat(output).contains("No mail server is configured").contains("spring.mail.host");
    }
}
