package dev.orderly.notification;

import java.time.Duration;
import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Takes mails that are due for oneself, for as long as an attempt can last. */
class ClaimMails {

    /** Longer than an SMTP conversation with every step at its timeout; after it, a dead sender's mail is due again. */
    private static final Duration LEASE = Duration.ofMinutes(5);

    private final DueMails mails;

    ClaimMails(DueMails mails) {
        this.mails = mails;
    }

    boolean anyDue() {
        return mails.anyDue();
    }

    @Transactional
    List<PendingMail> claim(int most) {
        return mails.claim(most, LEASE);
    }
}
