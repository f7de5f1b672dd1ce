package dev.orderly.move;

import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerType;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Guarantees;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Notes who asked for which topic; nothing is sent by it. */
class Wires implements Broker {

    final List<String> subscriptions = new ArrayList<>();
    /** Groups of which somebody receives until he is asked to go for the first time. */
    final Set<String> receiving = new HashSet<>();

    List<String> shortcomings = List.of();

    /** As a process does that tells its log to a broker. */
    static void join(JdbcClient jdbc) {
        jdbc.sql("""
                        INSERT INTO consumer (module, revision, event_types, generation, created_at)
                        VALUES ('bridge', 1, '', 1, UTC_TIMESTAMP(6))""").update();
        jdbc.sql("""
                        INSERT INTO consumer_cursor (module, shard, position, generation, batch, moved_at)
                        SELECT 'bridge', shard, last_position, 1, 0, UTC_TIMESTAMP(6) FROM outbox_sequence""").update();
    }

    @Override
    public BrokerType type() {
        return BrokerType.KAFKA;
    }

    @Override
    public Guarantees guarantees() {
        return new Guarantees(true, true, true, true, false, true, shortcomings, List.of());
    }

    @Override
    public Sender sender(Topic topic) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Receiver receiver(Topic topic, String group) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void subscribe(Topic topic, String group) {
        subscriptions.add(group + " to " + topic.name());
    }

    @Override
    public void unsubscribe(Topic topic, String group) {
        if (receiving.remove(group)) {
            throw new BrokerUnavailable("Somebody receives for " + group, null);
        }
        subscriptions.removeIf(group.concat(" to ").concat(topic.name())::equals);
    }

    @Override
    public void close() {}
}
