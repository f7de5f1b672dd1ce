package dev.orderly.sandbox;

import dev.orderly.messaging.Ids;
import org.springframework.transaction.annotation.Transactional;

/** Gives money back, once for each idempotency key and never more than was captured. */
class RefundSession {

    private final Sessions sessions;
    private final Refunds refunds;

    RefundSession(Sessions sessions, Refunds refunds) {
        this.sessions = sessions;
        this.refunds = refunds;
    }

    @Transactional
    Refund refund(String idempotencyKey, String reference, long amountMinor) {
        Session session = sessions.lockByReference(reference)
                .orElseThrow(() -> new Refusal(404, "No session has the reference " + reference));
        return refunds.ofKey(idempotencyKey)
                .map(first -> requireSame(first, session, amountMinor))
                .orElseGet(() -> refund(idempotencyKey, session, amountMinor));
    }

    private static Refund requireSame(Refund first, Session session, long amountMinor) {
        if (!first.sessionId().equals(session.id()) || first.amountMinor() != amountMinor) {
            throw new Refusal(409, "This Idempotency-Key was used for another refund");
        }
        return first;
    }

    private Refund refund(String idempotencyKey, Session session, long amountMinor) {
        if (session.status() != SessionStatus.CAPTURED) {
            throw new Refusal(409, "Nothing was captured in this session");
        }
        if (amountMinor < 0 || amountMinor > session.amountMinor() - refunds.total(session)) {
            throw new Refusal(409, "More would go back than was captured");
        }
        Refund refund = new Refund(Ids.next(), session.id(), amountMinor);
        refunds.insert(refund, idempotencyKey);
        return refund;
    }
}
