package dev.orderly.journeys;

/** One thing that can happen next. Orders and SKUs are meant by number; an order that is not there yet means nothing. */
sealed interface Act {

    record Place(int sku, int pieces) implements Act {}

    record Cancel(int order) implements Act {}

    record Ship(int order) implements Act {}

    record Deliver(int order) implements Act {}

    record Capture(int order) implements Act {}

    record Decline(int order) implements Act {}

    record Expire(int order) implements Act {}

    record Refund(int order, int percent) implements Act {}

    record CountStock(int sku, int onHand) implements Act {}

    record CorrectStock(int sku, int change) implements Act {}

    record PutInLine() implements Act {}

    record Handle(Module module) implements Act {}

    record HandleAndDie(Module module) implements Act {}

    /** Lets all that is under way come to rest, which leads deeper than single steps would in a sequence of this length. */
    record Settle() implements Act {}

    record CallProvider(boolean away) implements Act {}

    record SayAgain(int event) implements Act {}

    /** Whom events are brought to. */
    enum Module {
        ORDER,
        PAYMENT,
        INVENTORY,
        NOTIFICATION;

        String lowerCase() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
