package dev.orderly.sandbox;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Currency;
import java.util.Map;
import org.springframework.core.io.ClassPathResource;

/** The page on which a person pays or declines. */
class PayPage {

    private final Template template = load();

    String render(Session session) {
        return template.execute(Map.of(
                "id", session.id(),
                "orderId", session.orderId(),
                "email", session.customerEmail(),
                "amount", amount(session.amountMinor(), session.currency()),
                "open", session.status() == SessionStatus.OPEN,
                "captured", session.status() == SessionStatus.CAPTURED,
                "declined", session.status() == SessionStatus.DECLINED));
    }

    private static String amount(long minor, String currency) {
        return BigDecimal.valueOf(minor, digits(currency)).toPlainString() + " " + currency;
    }

    private static int digits(String currency) {
        try {
            return Math.max(0, Currency.getInstance(currency).getDefaultFractionDigits());
        } catch (IllegalArgumentException unknown) {
            return 0;
        }
    }

    private static Template load() {
        try (Reader page = new InputStreamReader(
                new ClassPathResource("sandbox/pay.html").getInputStream(), StandardCharsets.UTF_8)) {
            return Mustache.compiler().compile(page);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
