package dev.orderly.notification;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;

/** Makes a MIME message of a mail. */
class Envelope {

    private static final String UTF_8 = StandardCharsets.UTF_8.name();

    private final InternetAddress from;

    Envelope(NotificationProperties properties) throws AddressException, UnsupportedEncodingException {
        this.from = new InternetAddress(properties.from(), true);
        // As parsed, a name beyond ASCII would go out as it is.
        from.setPersonal(from.getPersonal(), UTF_8);
    }

    MimeMessage fill(MimeMessage message, PendingMail mail) throws MessagingException {
        message.setFrom(from);
        message.setRecipient(RecipientType.TO, recipient(mail.recipient()));
        message.setSubject(mail.content().subject(), UTF_8);
        message.setHeader("Message-ID", messageId(mail));
        message.setHeader("Auto-Submitted", "auto-generated");
        message.setContent(new MimeMultipart(
                "alternative",
                part(mail.content().text(), "plain"),
                part(mail.content().html(), "html")));
        return message;
    }

    /** The same for every attempt, so that the other side can tell a repetition. */
    private String messageId(PendingMail mail) {
        String address = from.getAddress();
        return "<" + mail.id() + address.substring(address.lastIndexOf('@')) + ">";
    }

    /** Exactly this one address: no list, no group, no name, no second header. */
    private static InternetAddress recipient(String recipient) throws AddressException {
        InternetAddress address = new InternetAddress(recipient, true);
        if (!recipient.equals(address.getAddress()) || address.isGroup()) {
            throw new AddressException("Not a single address", recipient);
        }
        int at = recipient.lastIndexOf('@');
        return new InternetAddress(recipient.substring(0, at + 1) + domain(recipient.substring(at + 1)), true);
    }

    private static String domain(String domain) throws AddressException {
        try {
            return IDN.toASCII(domain);
        } catch (IllegalArgumentException e) {
            throw new AddressException("Not a domain", domain);
        }
    }

    private static MimeBodyPart part(String content, String subtype) throws MessagingException {
        MimeBodyPart part = new MimeBodyPart();
        part.setText(content, UTF_8, subtype);
        part.setHeader("Content-Transfer-Encoding", "quoted-printable");
        return part;
    }
}
