package dev.orderly.notification;

/**
 * A mail that somebody has claimed in order to send it.
 *
 * @param attempt which attempt this is, from 1; only the latest may record that it failed
 * @param attemptsBefore how many of them were spent before a person asked for the mail again
 */
record PendingMail(
        String id,
        String orderId,
        MailType type,
        String recipient,
        MailContent content,
        int attempt,
        int attemptsBefore) {

    int countedAttempt() {
        return attempt - attemptsBefore;
    }
}
