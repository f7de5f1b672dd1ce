package dev.orderly.move;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Topic;
import dev.orderly.messaging.CommandRefused;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lines between two sites, over a broker: each keeps what the one says until the other has it. */
class Lines {

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

    private void open(Broker carrier, String speaker, String listener, int shards) {
        carrier.subscribe(new Topic(prefix + "." + speaker, shards), listener);
    }
}
