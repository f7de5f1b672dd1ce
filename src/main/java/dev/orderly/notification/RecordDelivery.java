package dev.orderly.notification;

import dev.orderly.notification.Delivery.Postponed;
import dev.orderly.notification.Delivery.Refused;
import dev.orderly.notification.Delivery.Sent;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/** Writes down how an attempt ended, and when to try again. */
class RecordDelivery {

    private static final Logger log = LoggerFactory.getLogger(RecordDelivery.class);
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final DueMails mails;
    private final NotificationProperties properties;
    private final MailCounts counts;

    /** So that a mail server which is away is reported once, and not once per mail. */
    private final AtomicBoolean trouble = new AtomicBoolean();

    RecordDelivery(DueMails mails, NotificationProperties properties, MailCounts counts) {
        this.mails = mails;
        this.properties = properties;
        this.counts = counts;
    }

    @Transactional
    void record(PendingMail mail, Delivery delivery) {
        switch (delivery) {
            case Sent sent -> succeed(mail);
            case Refused(String reason) -> fail(mail, reason);
            case Postponed(String reason) when mail.countedAttempt() >= properties.maxAttempts() -> fail(mail, reason);
            case Postponed(String reason) -> postpone(mail, reason);
        }
    }

    private void succeed(PendingMail mail) {
        if (mails.sent(mail.id())) {
            counts.sent();
        }
        if (trouble.getAndSet(false)) {
            log.info("Mails are being sent again");
        }
    }

    private void postpone(PendingMail mail, String reason) {
        counts.postponed();
        mails.postponed(mail, waitAfter(mail.countedAttempt()), reason);
        if (!trouble.getAndSet(true)) {
            log.warn(
                    "The mail {} of order {} could not be sent and will be tried again, as will others: {}",
                    mail.type(),
                    mail.orderId(),
                    reason);
        }
    }

    private void fail(PendingMail mail, String reason) {
        if (mails.failed(mail, reason)) {
            counts.failed();
            log.warn("The mail {} of order {} was given up: {}", mail.type(), mail.orderId(), reason);
        }
    }

    /** Doubles from attempt to attempt, and varies, so that mails held up together do not come back together. */
    private Duration waitAfter(int attempt) {
        Duration wait = properties.retryDelay().multipliedBy(1L << Math.min(attempt - 1, 20));
        Duration capped = wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
        return capped.plusMillis(ThreadLocalRandom.current().nextLong(capped.toMillis() / 4 + 1));
    }
}
