package dev.orderly.payment;

import com.google.common.base.Splitter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that does what a test says, and calls back when the test does: {@code CAPTURED <payment> <amount>}. */
public class ScriptedProvider implements PaymentProvider {

    private volatile boolean away;

    /** While it is away, every call fails. */
    public void isAway(boolean whether) {
        away = whether;
    }

    @Override
    public String name() {
        return "scripted";
    }

    @Override
    public Session open(Payment payment, String callbackUrl) {
        requireHere();
        return new Session("session-" + payment.id(), "https://pay.example.com/" + payment.id());
    }

    @Override
    public Report ask(Payment payment) {
        requireHere();
        return new Report.Waiting();
    }

    @Override
    public String refund(Payment payment, long amountMinor, String idempotencyKey) {
        requireHere();
        return "refund-" + idempotencyKey;
    }

    @Override
    public Optional<Callback> read(Function<String, @Nullable String> headers, byte[] body) {
        List<String> words = Splitter.on(' ').splitToList(new String(body, StandardCharsets.US_ASCII));
        String paymentId = words.get(1);
        long amount = Long.parseLong(words.get(2));
        return Optional.of(new Callback(
                paymentId,
                words.getFirst().equals("CAPTURED")
                        ? new Report.Captured("EUR", amount, "capture-" + paymentId)
                        : new Report.Declined("EUR", amount, "decline-" + paymentId, "card refused")));
    }

    private void requireHere() {
        if (away) {
            throw new IllegalStateException("The provider is away");
        }
    }
}
