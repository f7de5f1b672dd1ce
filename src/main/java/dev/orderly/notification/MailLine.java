package dev.orderly.notification;

import dev.orderly.contract.OrderEvent.Line;

/** A line of an order as the mail shows it. */
record MailLine(String sku, int quantity, String price) {

    static MailLine of(Line line, String currency) {
        long price = Math.multiplyExact(line.unitPriceMinor(), (long) line.quantity());
        return new MailLine(line.sku(), line.quantity(), Money.format(price, currency));
    }
}
