package dev.orderly.notification;

import com.google.common.base.Throwables;
import dev.orderly.notification.Delivery.Postponed;
import dev.orderly.notification.Delivery.Refused;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;

/** Tells refusals that will not change (RFC 5321: 5xx for the recipient or the message) from those that may. */
final class SmtpFailure {

    private static final int REASON_LENGTH = 500;

    private SmtpFailure() {}

    static Delivery classify(Exception failure) {
        boolean isFinal = Throwables.getCausalChain(failure).stream().anyMatch(SmtpFailure::isFinal);
        return isFinal ? new Refused(reason(failure)) : new Postponed(reason(failure));
    }

    /** What the server said, innermost last, in one line that fits its column. */
    static String reason(Exception failure) {
        String said = Throwables.getCausalChain(failure).stream()
                .map(SmtpFailure::message)
                .distinct()
                .collect(Collectors.joining(" - "));
        return said.substring(0, Math.min(said.length(), REASON_LENGTH));
    }

    private static String message(Throwable cause) {
        String message =
                Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
        return MailTemplates.oneLine(message).strip();
    }

    private static boolean isFinal(Throwable cause) {
        return switch (cause) {
            case SMTPAddressFailedException recipient -> isPermanent(recipient.getReturnCode());
            // A refusal of MAIL FROM is about our own address or login: the operator mends that, and the mail goes out.
            case SMTPSendFailedException command ->
                isPermanent(command.getReturnCode()) && !command.getCommand().startsWith("MAIL");
            default -> false;
        };
    }

    private static boolean isPermanent(int code) {
        return code >= 500 && code <= 599;
    }
}
