package dev.orderly.notification;

import dev.orderly.notification.Delivery.Postponed;
import dev.orderly.notification.Delivery.Refused;
import dev.orderly.notification.Delivery.Sent;
import jakarta.mail.MessagingException;
import java.util.Properties;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The SMTP server that takes the mails; a bean only where one is configured. */
class MailServer {

    private static final String TEN_SECONDS = "10000";

    /** Whoever hangs up before the server has said that it took a mail sends it twice. */
    private static final String TWENTY_SECONDS = "20000";

    private final JavaMailSender sender;
    private final Envelope envelope;

    MailServer(JavaMailSender sender, Envelope envelope) {
        this.sender = sender;
        this.envelope = envelope;
        limitWaiting(sender);
    }

    Delivery deliver(PendingMail mail) {
        try {
            sender.send(envelope.fill(sender.createMimeMessage(), mail));
            return new Sent();
        } catch (MessagingException e) {
            return new Refused(SmtpFailure.reason(e));
        } catch (MailSendException e) {
            return outcome(e);
        } catch (MailException e) {
            return new Postponed(SmtpFailure.reason(e));
        }
    }

    private static Delivery outcome(MailSendException e) {
        Exception[] failures = e.getMessageExceptions();
        // Without a failed message only the goodbye went wrong: the server has the mail, and must not get it again.
        return failures.length == 0 ? new Sent() : SmtpFailure.classify(failures[0]);
    }

    /** Jakarta Mail waits for ever by default. */
    private static void limitWaiting(JavaMailSender sender) {
        if (sender instanceof JavaMailSenderImpl smtp) {
            for (String protocol : new String[] {"smtp", "smtps"}) {
                Properties settings = smtp.getJavaMailProperties();
                settings.putIfAbsent("mail." + protocol + ".connectiontimeout", TEN_SECONDS);
                settings.putIfAbsent("mail." + protocol + ".writetimeout", TEN_SECONDS);
                settings.putIfAbsent("mail." + protocol + ".timeout", TWENTY_SECONDS);
            }
        }
    }
}
