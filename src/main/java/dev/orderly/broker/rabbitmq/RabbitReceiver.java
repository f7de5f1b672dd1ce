package dev.orderly.broker.rabbitmq;

import com.google.common.base.Ascii;
import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Topic;
import dev.orderly.broker.rabbitmq.Publisher.Publication;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Consumes the lanes' queues, each by a channel of its own. RabbitMQ delivers a lane to one receiver of the group at a
 * time, the one that came first, and never more than a few messages ahead of what was acknowledged; the others stand by, and
 * the next takes over when that channel is gone.
 *
 * <p>Whatever goes back to its queue goes by closing the lane's channel. Then all that the channel held returns to the
 * queue's head in its order. A single message that is rejected goes behind those that wait (to a quorum queue's tail, where
 * deliveries are not limited), and a consumer that is cancelled holds what it has while the next one gets what follows.
 */
final class RabbitReceiver implements Receiver {

    private static final int NO_LANE = -1;

    /** Tells whoever waits that nothing comes any more. */
    private static final Delivery END = new Delivery(NO_LANE, 0, 0, "", new BasicProperties(), new byte[0]);

    private static final int LONGEST_REASON = 4_000;
    private static final int SHORT_REASON = 1_000;

    private final Topic topic;
    private final String group;
    private final Topology topology;
    private final int ahead;
    private final Line line;
    private final Publisher dead;
    private final List<Lane> lanes = new ArrayList<>();
    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private volatile @Nullable BrokerUnavailable lost;

    /**
     * @param line of which it is the owner from now on
     * @param ahead how many messages of a lane are taken from the broker before the first is acknowledged
     */
    RabbitReceiver(Topic topic, String group, Topology topology, int ahead, Line line, Publisher dead) {
        this.topic = topic;
        this.group = group;
        this.topology = topology;
        this.ahead = ahead;
        this.line = line;
        this.dead = dead;
        for (int number = 0; number < topic.lanes(); number++) {
            lanes.add(new Lane(number));
        }
    }

    void open() {
        for (Lane lane : lanes) {
            change("RabbitMQ does not deliver", lane::open);
        }
    }

    @Override
    public List<Received> receive(int atMost, Duration wait) {
        List<Received> messages = new ArrayList<>();
        long deadline = System.nanoTime() + wait.toNanos();
        try {
            while (messages.isEmpty()) {
                refuseWhereLost();
                Delivery first = arrived.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                if (first == null) {
                    return messages;
                }
                take(first, messages);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return messages;
        }
        while (messages.size() < atMost) {
            Delivery next = arrived.poll();
            if (next == null) {
                break;
            }
            take(next, messages);
        }
        return messages;
    }

    @Override
    public void acknowledge(List<Received> messages) {
        refuseWhereLost();
        byLane(messages).forEach((lane, tags) -> change("RabbitMQ is not told what is done", () -> lane.done(tags)));
    }

    @Override
    public void giveBack(List<Received> messages) {
        refuseWhereLost();
        byLane(messages).keySet().forEach(lane -> change("RabbitMQ takes nothing back", lane::reopen));
    }

    @Override
    public void setAside(Received message, String reason) {
        refuseWhereLost();
        byLane(List.of(message)).forEach((lane, tags) -> {
            bury(message.lane(), (Delivery) message.handle(), reason);
            change("RabbitMQ is not told what is done", () -> lane.done(tags));
        });
    }

    /** Those that this receiver has and has not acknowledged are among them; those that another has are not. */
    @Override
    public Map<Integer, Long> backlog() {
        Map<Integer, Long> waiting = new HashMap<>();
        for (Lane lane : lanes) {
            try {
                // A channel each, since the question after a queue that is not there closes it.
                Channel channel = line.channel();
                waiting.put(lane.number, channel.messageCount(lane.queue()) + lane.held());
                channel.close();
            } catch (IOException | TimeoutException | ShutdownSignalException unanswered) {
                // A lane that cannot be asked is left out.
            }
        }
        return waiting;
    }

    @Override
    public void close() {
        line.close();
        dead.close();
    }

    private void take(Delivery delivery, List<Received> messages) {
        if (delivery.lane() == NO_LANE) {
            // For the next who asks, too.
            arrived.add(END);
            refuseWhereLost();
            return;
        }
        Lane lane = lanes.get(delivery.lane());
        if (delivery.turn() != lane.turn) {
            return;
        }
        lane.unacknowledged.add(delivery.tag());
        messages.add(received(delivery));
    }

    private static Received received(Delivery delivery) {
        try {
            return Received.of(delivery.lane(), AmqpEvents.read(delivery.properties(), delivery.body()), delivery);
        } catch (RuntimeException noEvent) {
            // The SDK tells by exceptions of many kinds, and the reader of a format by its own.
            return Received.unreadable(delivery.lane(), "It is no CloudEvent: " + noEvent.getMessage(), delivery);
        }
    }

    private void bury(int lane, Delivery delivery, String reason) {
        Map<String, Object> theirs = new HashMap<>();
        if (delivery.properties().getHeaders() != null) {
            theirs.putAll(delivery.properties().getHeaders());
        }
        theirs.remove("CC");
        try {
            dead.publish(List.of(burial(lane, delivery, theirs, Ascii.truncate(reason, LONGEST_REASON, ""))), true);
        } catch (BrokerRefused tooLarge) {
            // With ours beside them they do not fit into a frame; the lane would stand still for ever.
            dead.publish(List.of(burial(lane, delivery, Map.of(), Ascii.truncate(reason, SHORT_REASON, ""))), true);
        }
    }

    private Publication burial(int lane, Delivery delivery, Map<String, Object> theirs, String reason) {
        Map<String, Object> headers = new HashMap<>(theirs);
        headers.put("orderly-reason", reason);
        headers.put("orderly-topic", topic.name());
        headers.put("orderly-group", group);
        headers.put("orderly-lane", lane);
        headers.put("orderly-routing-key", delivery.routingKey());
        return new Publication(
                topology.deadExchange(),
                Topology.deadQueue(topic, group),
                delivery.properties()
                        .builder()
                        .headers(headers)
                        .deliveryMode(2)
                        .expiration(null)
                        .build(),
                delivery.body());
    }

    /** The tags of those that are still held; what has gone back in the meantime comes again, and is not touched. */
    private Map<Lane, Set<Long>> byLane(List<Received> messages) {
        return messages.stream()
                .map(message -> (Delivery) message.handle())
                .filter(delivery -> lanes.get(delivery.lane()).holds(delivery))
                .collect(Collectors.groupingBy(
                        delivery -> lanes.get(delivery.lane()), Collectors.mapping(Delivery::tag, Collectors.toSet())));
    }

    private void refuseWhereLost() {
        BrokerUnavailable fault = lost;
        if (fault != null) {
            throw new BrokerUnavailable(String.valueOf(fault.getMessage()), fault);
        }
    }

    private void lose(BrokerUnavailable fault) {
        if (lost == null) {
            lost = fault;
        }
        arrived.add(END);
    }

    private void change(String what, Change change) {
        try {
            change.make();
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            BrokerUnavailable fault = Faults.unavailable(what, e);
            lose(fault);
            throw fault;
        }
    }

    private interface Change {
        void make() throws IOException, TimeoutException;
    }

    /** @param turn which of the lane's channels it came by */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    private record Delivery(int lane, int turn, long tag, String routingKey, BasicProperties properties, byte[] body) {}

    private final class Lane {

        private final int number;
        private final NavigableSet<Long> unacknowledged = new TreeSet<>();
        private int turn;
        private @Nullable Channel channel;

        Lane(int number) {
            this.number = number;
        }

        String queue() {
            return Topology.queue(topic, group, number);
        }

        void open() throws IOException {
            Channel opened = line.channel();
            channel = opened;
            int ours = turn;
            opened.addShutdownListener(signal -> {
                if (!signal.isInitiatedByApplication()) {
                    lose(Faults.unavailable("RabbitMQ went away", signal));
                }
            });
            opened.basicQos(ahead);
            opened.basicConsume(
                    queue(),
                    false,
                    (tag, message) -> arrived.add(new Delivery(
                            number,
                            ours,
                            message.getEnvelope().getDeliveryTag(),
                            message.getEnvelope().getRoutingKey(),
                            message.getProperties(),
                            message.getBody())),
                    tag -> lose(new BrokerUnavailable("RabbitMQ delivers no more from " + queue(), null)));
        }

        void reopen() throws IOException, TimeoutException {
            if (channel != null) {
                channel.close();
            }
            turn++;
            unacknowledged.clear();
            open();
        }

        boolean holds(Delivery delivery) {
            return delivery.turn() == turn && unacknowledged.contains(delivery.tag());
        }

        /** In one word up to the first that is not among them. */
        void done(Set<Long> tags) throws IOException {
            Channel current = Objects.requireNonNull(channel);
            long upTo = 0;
            for (long tag : unacknowledged) {
                if (!tags.contains(tag)) {
                    break;
                }
                upTo = tag;
            }
            if (upTo > 0) {
                current.basicAck(upTo, true);
            }
            for (long tag : tags) {
                if (tag > upTo) {
                    current.basicAck(tag, false);
                }
            }
            unacknowledged.removeAll(tags);
        }

        long held() {
            return unacknowledged.size()
                    + arrived.stream()
                            .filter(delivery -> delivery.lane() == number && delivery.turn() == turn)
                            .count();
        }
    }
}
