package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({
        "1250, EUR, 12.50 EUR",
        "5, USD, 0.05 USD",
        "0, EUR, 0.00 EUR",
        "1250, JPY, 1250 JPY",
        "1250, KWD, 1.250 KWD",
        "1250, XAU, 1250 XAU",
        "100000000000000, EUR, 1000000000000.00 EUR"
    })
    void an_amount_has_the_digits_of_its_currency(long minorUnits, String currency, String text) {
        assertThat(Money.format(minorUnits, currency)).isEqualTo(text);
    }
}
