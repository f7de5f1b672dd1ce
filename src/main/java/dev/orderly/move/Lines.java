package dev.orderly.move;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Topic;
import dev.orderly.messaging.CommandRefused;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lines between two sites, over a broker: each keeps what the one says until the other has it. */
class Lines {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Supplier<@Nullable Broker> broker;
    private final String prefix;

    /** @param prefix what the names of topics begin with */
    Lines(Supplier<@Nullable Broker> broker, String prefix) {
        this.broker = broker;
        this.prefix = prefix;
    }

    /**
     * Opens both lines, where they are not open yet.
     *
     * @throws CommandRefused where there is no broker, or none that may carry events
     */
    void open(Route route, int shards) {
        Broker carrier = broker.get();
        if (carrier == null) {
            throw new CommandRefused(
                    "orderly.broker.type is not set. The sites need a broker between them; give this command the broker's properties that the processes have.");
        }
        try {
            Guarantees guarantees = carrier.guarantees();
            if (!guarantees.shortcomings().isEmpty()) {
                throw new CommandRefused(
                        "The broker may not carry events: " + String.join(" ", guarantees.shortcomings()));
            }
            open(carrier, route.hub().name(), route.satellite().name(), shards);
            open(carrier, route.satellite().name(), route.hub().name(), shards);
        } catch (BrokerUnavailable | BrokerUnfit e) {
            throw new CommandRefused("The broker is not ready: " + e.getMessage());
        }
    }

    /**
     * Closes both lines for good: nothing of what either says is kept for the other any more.
     *
     * @param patience how long to wait for whoever still listens
     * @return false where there is no broker that could be told
     * @throws CommandRefused where the broker cannot be reached, or somebody listens for longer
     */
    boolean close(String hub, String satellite, int shards, Duration patience) {
        Broker carrier = broker.get();
        if (carrier == null) {
            return false;
        }
        long deadline = System.nanoTime() + patience.toNanos();
        close(carrier, hub, satellite, shards, deadline);
        close(carrier, satellite, hub, shards, deadline);
        return true;
    }

    private void close(Broker carrier, String speaker, String listener, int shards, long deadline) {
        Topic topic = new Topic(prefix + "." + speaker, shards);
        while (true) {
            try {
                carrier.unsubscribe(topic, listener);
                return;
            } catch (BrokerUnfit e) {
                throw keeps(listener, e);
            } catch (BrokerUnavailable e) {
                if (System.nanoTime() - deadline > 0) {
                    throw keeps(listener, e);
                }
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            }
        }
    }

    private static CommandRefused keeps(String listener, RuntimeException why) {
        return new CommandRefused(
                "The sites have parted, but the broker still keeps events for %s: %s. Run the same command again when that is mended."
                        .formatted(listener, why.getMessage()));
    }

    private void open(Broker carrier, String speaker, String listener, int shards) {
        carrier.subscribe(new Topic(prefix + "." + speaker, shards), listener);
    }
}
