package dev.orderly.bridge;

import dev.orderly.bridge.Intake.Outcome;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Topic;
import dev.orderly.messaging.Lane;
import dev.orderly.messaging.Loop;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives one topic: what arrived is taken in and committed, and only then acknowledged. Whatever goes wrong, the
 * receiver is given back and the broker brings again what was not acknowledged.
 */
class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);
    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration ASK_FOR_BACKLOG = Duration.ofSeconds(5);
    private static final Duration BEFORE_EARLY_ONES_COME_AGAIN = Duration.ofMillis(500);

    private final BrokerConnection connection;
    private final Topic topic;
    private final String group;
    private final Intake intake;
    private final int atMost;
    private final BridgeMeters meters;
    private final Loop loop;
    private @Nullable Receiver receiver;
    private volatile Map<Integer, Long> backlog = Map.of();
    private long askedForBacklog = System.nanoTime() - ASK_FOR_BACKLOG.toNanos();

    Reception(BrokerConnection connection, Topic topic, String group, Intake intake, int atMost, BridgeMeters meters) {
        this.connection = connection;
        this.topic = topic;
        this.group = group;
        this.intake = intake;
        this.atMost = atMost;
        this.meters = meters;
        this.loop = new Loop("receive-" + topic.name(), Lane.JOB, woken -> round());
    }

    Loop loop() {
        return loop;
    }

    Topic topic() {
        return topic;
    }

    /** How many messages wait at the broker, by lane, as it said a short while ago; empty where it does not say. */
    Map<Integer, Long> backlog() {
        return backlog;
    }

    private Duration round() {
        try {
            return receiveSome();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private Duration receiveSome() {
        Receiver open = receiver();
        List<Received> messages = open.receive(atMost, WAIT);
        if (System.nanoTime() - askedForBacklog > ASK_FOR_BACKLOG.toNanos()) {
            askedForBacklog = System.nanoTime();
            backlog = open.backlog();
        }
        if (messages.isEmpty()) {
            return Duration.ZERO;
        }
        Outcome outcome = intake.take(messages);
        // First, so that one that cannot be set aside does not have all the others come again.
        open.acknowledge(outcome.taken());
        for (Intake.Refused refused : outcome.refused()) {
            open.setAside(refused.message(), refused.reason());
            meters.refused(topic.name());
            LOG.error(
                    "A message on {} was set aside, where the broker keeps what nobody can read: {}",
                    topic.name(),
                    refused.reason());
        }
        if (outcome.early().isEmpty()) {
            return Duration.ZERO;
        }
        open.giveBack(outcome.early());
        return BEFORE_EARLY_ONES_COME_AGAIN;
    }

    private Receiver receiver() {
        Receiver open = receiver;
        if (open == null) {
            open = connection.broker().receiver(topic, group);
            receiver = open;
        }
        return open;
    }

    /** To be called once the loop has stopped, or from within it. */
    void close() {
        Receiver open = receiver;
        receiver = null;
        backlog = Map.of();
        if (open != null) {
            open.close();
        }
    }
}
