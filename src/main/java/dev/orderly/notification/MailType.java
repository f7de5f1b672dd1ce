package dev.orderly.notification;

import java.util.Locale;

/** What a mail is about; an order gets each at most once, REFUNDED once for each refund. The templates carry the same names. */
enum MailType {
    PLACED("We have received your order"),
    AWAITING_PAYMENT("Your order is waiting for your payment"),
    PAID("We have received your payment"),
    SHIPPED("Your order is on its way"),
    REJECTED("We cannot fulfil your order"),
    CANCELLED("Your order was cancelled"),
    EXPIRED("Your order has expired"),
    REFUNDED("Your money is on its way back");

    private final String title;

    MailType(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String template() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
