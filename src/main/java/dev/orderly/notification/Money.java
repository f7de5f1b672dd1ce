package dev.orderly.notification;

import java.math.BigDecimal;
import java.util.Currency;

/** Writes amounts for people: {@code 12.50 EUR}, {@code 1250 JPY}. */
final class Money {

    private Money() {}

    static String format(long minorUnits, String currencyCode) {
        int digits = Math.max(0, Currency.getInstance(currencyCode).getDefaultFractionDigits());
        return BigDecimal.valueOf(minorUnits, digits).toPlainString() + " " + currencyCode;
    }
}
