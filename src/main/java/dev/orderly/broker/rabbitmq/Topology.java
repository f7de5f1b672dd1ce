package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.BuiltinExchangeType;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import dev.orderly.broker.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/**
 * The exchanges and queues of RabbitMQ.
 *
 * <table>
 * <caption>For the topic {@code orderly.hub} and the group {@code notification}</caption>
 * <tr><th>name</th><th>what it is</th></tr>
 * <tr><td>{@code orderly.hub}</td><td>a durable topic exchange; the routing key is the event type, so that a foreign
 *     queue is bound by {@code order.placed}, {@code order.*} or {@code #}, and gets each event once</td></tr>
 * <tr><td>{@code orderly.hub.notification.0} …</td><td>a queue for each lane: quorum, single active consumer, without a
 *     delivery limit, refusing rather than dropping where a policy limits its length</td></tr>
 * <tr><td>{@code orderly.dead}</td><td>a durable direct exchange for what nobody could read</td></tr>
 * <tr><td>{@code orderly.hub.notification.dead}</td><td>the quorum queue behind it, bound by its own name; each message
 *     as it came, with the headers {@code orderly-reason}, {@code orderly-topic}, {@code orderly-group},
 *     {@code orderly-lane} and {@code orderly-routing-key}</td></tr>
 * <tr><td>{@code orderly.hub.lanes}</td><td>an empty queue whose maximal length is the number of lanes: RabbitMQ
 *     compares the arguments of queues, and so refuses whoever believes in another number</td></tr>
 * </table>
 *
 * <p>A message finds its lane by a second routing key, {@code lane:3}, in the header {@code CC}, by which RabbitMQ routes
 * as it does by the first. The queue of a topic with a single lane is bound by {@code #}, so that whoever sends there need
 * not know of lanes.
 *
 * <p>One gap is left, and it is RabbitMQ's own: which quorum queues there are it notes on its disk up to a second after it has
 * made them. A queue that is younger when the broker is killed is gone with what it held, and takes nothing until somebody
 * deletes it. The high-water marks of whoever receives show what is missing.
 */
final class Topology {

    /** The first that gives up a message that was delivered twenty times, unless told otherwise. */
    private static final int LIMITS_DELIVERIES = 4;

    /** An answer that took longer may be the one that RabbitMQ gives when it got none. */
    private static final Duration TRUSTED_ANSWER = Duration.ofMillis(200);

    private final String prefix;

    Topology(String prefix) {
        this.prefix = prefix;
    }

    static String queue(Topic topic, String group, int lane) {
        return topic.name() + "." + group + "." + lane;
    }

    static String deadQueue(Topic topic, String group) {
        return topic.name() + "." + group + ".dead";
    }

    String deadExchange() {
        return prefix + ".dead";
    }

    /** The headers that send a message to its lane. */
    static Map<String, Object> towards(int lane) {
        return Map.of("CC", List.of(laneKey(lane)));
    }

    void declareTopic(Line line, Topic topic) {
        String exchange = topic.name();
        declare(line, Topology::unfitExchange, exchange, channel -> {
            channel.exchangeDeclare(exchange, BuiltinExchangeType.TOPIC, true);
        });
        String lanes = topic.name() + ".lanes";
        declare(
                line,
                (name, said) -> "The topic " + topic.name() + " has another number of lanes than " + topic.lanes()
                        + ", with which it is used here (" + said + "). Use the number that it has. To change it, stop "
                        + "whatever sends to it, let its queues run empty, and delete them and the queue " + name + ".",
                lanes,
                channel -> channel.queueDeclare(
                        lanes, true, false, false, Map.of("x-queue-type", "classic", "x-max-length", (long)
                                topic.lanes())));
    }

    void declareGroup(Line line, Topic topic, String group) {
        declareTopic(line, topic);
        declareDead(line, topic, group);
        for (int lane = 0; lane < topic.lanes(); lane++) {
            String key = topic.lanes() == 1 ? "#" : laneKey(lane);
            String queue = queue(topic, group, lane);
            declare(line, Topology::unfitQueue, queue, channel -> {
                channel.queueDeclare(queue, true, false, false, laneArguments(line));
                channel.queueBind(queue, topic.name(), key);
            });
        }
    }

    /**
     * All but what was set aside.
     *
     * @throws BrokerUnavailable where somebody receives from one of the queues
     */
    void deleteGroup(Line line, Topic topic, String group) {
        for (int lane = 0; lane < topic.lanes(); lane++) {
            delete(line, queue(topic, group, lane));
        }
    }

    /**
     * A quorum queue does not know how to refuse where it is used, so it is asked before. Where its leader does not answer
     * within a quarter of a second, RabbitMQ says that nobody receives.
     */
    private static void delete(Line line, String queue) {
        try {
            Channel channel = line.channel();
            long asked = System.nanoTime();
            if (channel.consumerCount(queue) > 0) {
                throw new BrokerUnavailable("Somebody receives from RabbitMQ's queue " + queue, null);
            }
            if (System.nanoTime() - asked > TRUSTED_ANSWER.toNanos()) {
                throw new BrokerUnavailable("RabbitMQ is too slow to say who receives from " + queue, null);
            }
            channel.queueDelete(queue);
            channel.close();
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            if (Faults.complaint(e).filter(Faults.Complaint::isNotFound).isEmpty()) {
                throw Faults.unavailable("RabbitMQ has not deleted " + queue, e);
            }
        }
    }

    void declareDead(Line line, Topic topic, String group) {
        String exchange = deadExchange();
        declare(line, Topology::unfitExchange, exchange, channel -> {
            channel.exchangeDeclare(exchange, BuiltinExchangeType.DIRECT, true);
        });
        String queue = deadQueue(topic, group);
        declare(line, Topology::unfitQueue, queue, channel -> {
            channel.queueDeclare(queue, true, false, false, quorumArguments(line));
            channel.queueBind(queue, exchange, queue);
        });
    }

    private static String laneKey(int lane) {
        return "lane:" + lane;
    }

    private static Map<String, Object> laneArguments(Line line) {
        Map<String, Object> arguments = quorumArguments(line);
        arguments.put("x-single-active-consumer", true);
        return arguments;
    }

    private static Map<String, Object> quorumArguments(Line line) {
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("x-queue-type", "quorum");
        // A policy may limit a queue's length, and would have it drop what was confirmed.
        arguments.put("x-overflow", "reject-publish");
        if (line.majorVersion() >= LIMITS_DELIVERIES) {
            arguments.put("x-delivery-limit", -1L);
        }
        return arguments;
    }

    private static String unfitExchange(String name, String said) {
        return "The exchange " + name + " is not the durable one that Orderly needs (" + said
                + "). Delete it, or have Orderly use other names by orderly.broker.prefix.";
    }

    private static String unfitQueue(String name, String said) {
        return "The queue " + name + " is not as Orderly needs it, with which no event gets lost (" + said
                + "). Stop whatever sends to it, let it run empty and delete it: Orderly makes it anew.";
    }

    /** Each on a channel of its own, since the broker closes the channel on which it refuses something. */
    private static void declare(Line line, Sentence unfit, String name, Declaration declaration) {
        try {
            Channel channel = line.channel();
            declaration.on(channel);
            channel.close();
        } catch (Exception e) {
            Optional<Faults.Complaint> complaint = Faults.complaint(e);
            if (complaint.filter(Faults.Complaint::isPrecondition).isPresent()) {
                throw new BrokerUnfit(unfit.about(name, complaint.get().text()));
            }
            if (complaint.filter(Faults.Complaint::isPermission).isPresent()) {
                throw new BrokerUnfit("Orderly's user at RabbitMQ may not use " + name + " ("
                        + complaint.get().text() + "). Give it the permissions to configure, write and read \""
                        + name + "\".");
            }
            throw Faults.unavailable("RabbitMQ has not made " + name, e);
        }
    }

    private interface Declaration {
        void on(Channel channel) throws IOException;
    }

    private interface Sentence {
        String about(String name, String said);
    }
}
