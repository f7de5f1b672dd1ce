package dev.orderly.payment;

import com.google.common.base.Suppliers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What an operator watches. What a transaction did counts once it is committed. */
class PaymentMeters {

    private static final Duration GAUGES_MAY_BE_OLD = Duration.ofSeconds(15);

    private final MeterRegistry registry;
    private final Counter captured;
    private final Counter declined;
    private final Counter refunded;
    private final Counter mismatched;

    PaymentMeters(MeterRegistry registry, Payments payments, Refunds refunds) {
        this.registry = registry;
        this.captured = registry.counter("orderly.payment.captured");
        this.declined = registry.counter("orderly.payment.declined");
        this.refunded = registry.counter("orderly.payment.refunded");
        this.mismatched = registry.counter("orderly.payment.mismatched");
        refunds("done");
        refunds("failed");
        Gauge.builder("orderly.payment.unknown", cached(payments::unknown))
                .description("Payments whose outcome the provider could not tell")
                .register(registry);
        Gauge.builder("orderly.payment.refunds.oldest.seconds", cached(() -> seconds(refunds.oldest())))
                .baseUnit("seconds")
                .description("How long the oldest refund has waited whose outcome is not known")
                .register(registry);
    }

    private static Supplier<Number> cached(Supplier<Number> read) {
        return Suppliers.memoizeWithExpiration(read::get, GAUGES_MAY_BE_OLD);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    void captured() {
        afterCommit(captured);
    }

    void declined() {
        afterCommit(declined);
    }

    /** Nothing is left with the provider. */
    void refunded() {
        afterCommit(refunded);
    }

    void refundDone() {
        afterCommit(refunds("done"));
    }

    void refundFailed() {
        afterCommit(refunds("failed"));
    }

    /** A provider spoke of other money. What it did is rolled back, so this counts at once. */
    void mismatched() {
        mismatched.increment();
    }

    void callback(String outcome) {
        registry.counter("orderly.payment.callbacks", "outcome", outcome).increment();
    }

    /** Times a call to the provider. */
    <T> T timed(ProviderTask.Kind kind, Supplier<T> call) {
        Timer.Sample sample = Timer.start(registry);
        String outcome = "failed";
        try {
            T answer = call.get();
            outcome = "answered";
            return answer;
        } catch (RefundRefused refusal) {
            outcome = "refused";
            throw refusal;
        } finally {
            sample.stop(registry.timer(
                    "orderly.payment.provider.calls",
                    "call",
                    kind.name().toLowerCase(Locale.ROOT),
                    "outcome",
                    outcome));
        }
    }

    private Counter refunds(String outcome) {
        return registry.counter("orderly.payment.refunds", "outcome", outcome);
    }

    private static void afterCommit(Counter counter) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                counter.increment();
            }
        });
    }
}
