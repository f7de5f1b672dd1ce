package dev.orderly.notification;

import dev.orderly.notification.Delivery.Postponed;
import dev.orderly.notification.Delivery.Refused;
import dev.orderly.notification.Delivery.Sent;
import jakarta.mail.MessagingException;
import org.springframework.mail.MailException;
import org.springframework.mail.MailSendException;
import org.springframework.mail.javamail.JavaMailSender;
import org.springframework.mail.javamail.JavaMailSenderImpl;

/** The SMTP server that takes the mails; a bean only where one is configured. */
class MailServer {

    private static final String TEN_SECONDS = "10000";

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
                for (String timeout : new String[] {"connectiontimeout", "timeout", "writetimeout"}) {
                    smtp.getJavaMailProperties().putIfAbsent("mail." + protocol + "." + timeout, TEN_SECONDS);
                }
            }
        }
    }
}
