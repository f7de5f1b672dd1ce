package dev.orderly.messaging;

import com.google.common.eventbus.Subscribe;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An event that has changed twice since it was first stored, and a module that hears it. First its price was in whole
 * euros; then it was in cents, always euros; now it says its currency.
 */
final class Tariff {

    static final String TYPE = "tariff.changed";

    /** The newest version, the third. */
    record Changed(String meter, long priceMinor, String currency) {}

    record ChangedInCents(String meter, long cents) {

        Changed next() {
            return new Changed(meter, cents, "EUR");
        }
    }

    record ChangedInEuros(String meter, int euros) {

        ChangedInCents next() {
            if (euros < 0) {
                throw new IllegalArgumentException("No price is below zero");
            }
            return new ChangedInCents(meter, euros * 100L);
        }
    }

    static final Upcaster<?> FROM_EUROS = new Upcaster<>(1, ChangedInEuros.class, ChangedInEuros::next);
    static final Upcaster<?> FROM_CENTS = new Upcaster<>(2, ChangedInCents.class, ChangedInCents::next);

    /** Each version of the application declares the event as it knew it. */
    static final EventDescriptor<ChangedInEuros> FIRST =
            EventDescriptor.of(TYPE, ChangedInEuros.class, ChangedInEuros::meter);

    static final EventDescriptor<Changed> THIRD =
            EventDescriptor.of(TYPE, Changed.class, Changed::meter).after(FROM_EUROS, FROM_CENTS);

    /** What the module has heard, in order. */
    static final class Listener {

        private final List<Changed> heard = new CopyOnWriteArrayList<>();

        @Subscribe
        void on(Changed event) {
            heard.add(event);
        }

        List<Changed> heard(String meter) {
            return heard.stream().filter(event -> event.meter().equals(meter)).toList();
        }
    }

    private Tariff() {}

    /** Brings the event in its newest version, and the module, into a station. */
    static Consumer<GenericApplicationContext> heardBy(Listener listener) {
        return context -> {
            context.registerBean("tariffEvents", EventTypes.class, () -> EventTypes.of(THIRD));
            context.registerBean(
                    "tariffSubscription", Subscription.class, () -> Subscription.of("tariff", listener, Changed.class));
        };
    }

    /** Stores one as some version of the application would, and gives its id. */
    static String store(JdbcClient jdbc, String meter, int version, String payload) {
        StoredEvent event = new StoredEvent(
                Ids.next(),
                "tariff",
                meter,
                TYPE,
                version,
                meter,
                Shards.of(meter, 8),
                payload,
                Trace.next(),
                meter,
                null);
        new Outbox(jdbc).insert(event);
        return event.eventId();
    }
}
