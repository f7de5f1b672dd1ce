package dev.orderly.sandbox;

import org.jspecify.annotations.Nullable;

/** A session on the wire: answered to whoever asks, and sent to whoever is called. */
record SessionBody(
        String id,
        String reference,
        String orderId,
        SessionStatus status,
        String currency,
        long amountMinor,
        @Nullable String payUrl,
        @Nullable String transaction) {

    static SessionBody of(Session session, @Nullable String payUrl) {
        return new SessionBody(
                session.id(),
                session.reference(),
                session.orderId(),
                session.status(),
                session.currency(),
                session.amountMinor(),
                payUrl,
                session.status() == SessionStatus.OPEN ? null : session.transactionId());
    }
}
