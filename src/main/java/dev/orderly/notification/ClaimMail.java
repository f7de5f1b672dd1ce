package dev.orderly.notification;

import java.time.Duration;
import java.util.Optional;
import org.springframework.transaction.annotation.Transactional;

/** Takes the next due mail for oneself, for as long as an attempt can last. */
class ClaimMail {

    /** Longer than an SMTP conversation with every step at its timeout; after it, a dead sender's mail is due again. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final Mails mails;

    ClaimMail(Mails mails) {
        this.mails = mails;
    }

    boolean anyDue() {
        return mails.anyDue();
    }

    @Transactional
    Optional<PendingMail> next() {
        Optional<String> id = mails.lockNextDue();
        id.ifPresent(due -> mails.beginAttempt(due, LEASE));
        return id.map(mails::claimed);
    }
}
