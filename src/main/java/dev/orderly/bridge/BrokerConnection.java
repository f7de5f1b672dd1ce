package dev.orderly.bridge;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Guarantees;
import dev.orderly.messaging.Site;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** The broker, once it is known to be good enough for events that must not be lost. */
class BrokerConnection {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerConnection.class);

    private final Broker broker;
    private final Topics topics;
    private volatile @Nullable Guarantees guarantees;

    BrokerConnection(Broker broker, Topics topics) {
        this.broker = broker;
        this.topics = topics;
    }

    BrokerType type() {
        return broker.type();
    }

    Topics topics() {
        return topics;
    }

    /** What the broker promises; null where it could not be asked yet. */
    @Nullable Guarantees guarantees() {
        return guarantees;
    }

    /**
     * Asks the broker what it promises, and whether this site's topic is as it has to be; it is created where it is not
     * there. Where the broker cannot be reached, that is done before anything is entrusted to it.
     *
     * @throws FailureAnalyzedException where that does not suffice
     */
    void checkAtStart(Site own) {
        try {
            check();
            broker.sender(topics.of(own.name())).close();
        } catch (BrokerUnavailable away) {
            LOG.warn("The broker cannot be reached; events wait until it can, and orders go on: {}", away.getMessage());
        } catch (BrokerUnfit unfit) {
            throw new FailureAnalyzedException(
                    String.valueOf(unfit.getMessage()), "Events that must not be lost are not entrusted to it.");
        }
    }

    /**
     * The broker.
     *
     * @throws BrokerUnfit where it promises too little
     * @throws BrokerUnavailable where it cannot be reached
     */
    Broker broker() {
        if (guarantees == null) {
            check();
        }
        return broker;
    }

    private synchronized void check() {
        if (guarantees != null) {
            return;
        }
        Guarantees promised = broker.guarantees();
        if (!promised.shortcomings().isEmpty()) {
            throw new BrokerUnfit("%s cannot carry events that must not be lost. %s"
                    .formatted(broker.type().property(), String.join(" ", promised.shortcomings())));
        }
        promised.accepted()
                .forEach(accepted -> LOG.warn(
                        "Accepted by the operator, with {}: {}", broker.type().property(), accepted));
        guarantees = promised;
    }
}
