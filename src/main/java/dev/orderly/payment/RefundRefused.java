package dev.orderly.payment;

/** The provider will never make a refund. No money moved, and saying it again with the same key changes nothing. */
class RefundRefused extends RuntimeException {

    private final String reason;

    RefundRefused(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
