package dev.orderly.payment;

/** How far a refund has got. */
enum RefundStatus {
    /** The provider is told until its answer is known. */
    REQUESTED,
    /** The money went back. */
    DONE,
    /** The provider refused for good; the amount may be asked for again, as another refund. */
    FAILED;

    /** A late refusal never overwrites that the money went back. */
    boolean canBecome(RefundStatus next) {
        return switch (this) {
            case REQUESTED -> next != REQUESTED;
            case FAILED -> next == DONE;
            case DONE -> false;
        };
    }
}
