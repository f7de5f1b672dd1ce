package dev.orderly.broker.rocketmq;

import com.google.common.base.Ascii;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Topic;
import dev.orderly.broker.rocketmq.OwnedLane.Handle;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.rocketmq.client.consumer.PullCallback;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.impl.CommunicationMode;
import org.apache.rocketmq.client.impl.consumer.PullAPIWrapper;
import org.apache.rocketmq.client.impl.consumer.PullResultExt;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.sysflag.PullSysFlag;
import org.jspecify.annotations.Nullable;

/**
 * Receives the lanes that fall to it when the topic's queues are dealt out among the members of the group; while they are
 * dealt anew, some messages come to two members. At most one answer of the broker is held for each lane, and there is one
 * question on its way.
 */
final class RocketReceiver implements Receiver {

    private static final int MOST_OF_A_LANE = 256;
    private static final int MOST_BYTES_OF_A_LANE = 1024 * 1024;
    private static final Duration LOOK_FOR_MEMBERS = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_US = Duration.ofMillis(500);

    /** After its start a broker takes a moment to know its members. */
    private static final Duration UNKNOWN_AT_MOST = Duration.ofSeconds(10);

    /** How long the broker keeps a question that it has no message for. */
    private static final long HELD_MILLIS = 15_000;

    private final RocketClient client;
    private final RocketSender dead;
    private final String topic;
    private final RocketGroup group;
    private final List<MessageQueue> queues;
    private final PullAPIWrapper pulls;
    private final Map<Integer, OwnedLane> lanes = new TreeMap<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private volatile boolean membersChanged = true;
    private long lookedForMembers;
    private @Nullable Long unknownSince;
    private int turn;

    RocketReceiver(RocketProperties rocketmq, Topic topic, String group, RocketSender dead) {
        this.dead = dead;
        this.topic = RocketNames.topic(topic);
        client = new RocketClient(rocketmq);
        this.group = new RocketGroup(client, this.topic, RocketNames.group(topic, group), this::membersChanged);
        try {
            client.start();
            queues = client.queues(this.topic, topic.lanes());
            this.group.join();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        pulls = new PullAPIWrapper(client.instance(), this.group.name(), false);
    }

    @Override
    public List<Received> receive(int atMost, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            if (membersChanged || System.nanoTime() - lookedForMembers > LOOK_FOR_MEMBERS.toNanos()) {
                takeLanes();
            }
            lanes.values().forEach(this::askForMore);
            for (Answer answer = answers.poll(); answer != null; answer = answers.poll()) {
                accept(answer);
            }
            List<Received> received = handOut(atMost);
            if (!received.isEmpty()) {
                // Meanwhile the next ones come.
                lanes.values().forEach(this::askForMore);
                return received;
            }
            Duration lookAgain = membersChanged ? LOOK_FOR_US : LOOK_FOR_MEMBERS;
            long left = Math.min(deadline - System.nanoTime(), lookAgain.toNanos());
            if (left <= 0 || Thread.currentThread().isInterrupted()) {
                return List.of();
            }
            await(left);
        }
    }

    private void await(long nanos) {
        try {
            Answer answer = answers.poll(nanos, TimeUnit.NANOSECONDS);
            if (answer != null) {
                accept(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** In turn from each lane, so that none waits for another's backlog. */
    private List<Received> handOut(int atMost) {
        List<Received> received = new ArrayList<>();
        List<OwnedLane> inTurn = new ArrayList<>(lanes.values());
        if (inTurn.isEmpty()) {
            return received;
        }
        Collections.rotate(inTurn, -(turn++ % inTurn.size()));
        for (OwnedLane lane : inTurn) {
            while (received.size() < atMost && lane.hasWaiting()) {
                received.add(lane.handOut());
            }
        }
        return received;
    }

    private void membersChanged() {
        membersChanged = true;
        if (answers.isEmpty()) {
            answers.add(new Answer(null, null, null));
        }
    }

    private void takeLanes() {
        lookedForMembers = System.nanoTime();
        membersChanged = false;
        Optional<List<Integer>> dealt = group.dealtToUs(queues);
        if (dealt.isPresent()) {
            unknownSince = null;
        } else {
            // With the next heartbeat the broker knows us.
            membersChanged = true;
            refuseToStayUnknown();
        }
        List<Integer> ours = dealt.orElse(List.of());
        lanes.keySet().retainAll(ours);
        for (int number : ours) {
            if (!lanes.containsKey(number)) {
                MessageQueue queue = queues.get(number);
                lanes.put(number, new OwnedLane(number, queue, group.acknowledgedUpTo(queue)));
            }
        }
    }

    /** A broker tells nobody that it does not take him for a member. */
    private void refuseToStayUnknown() {
        long now = System.nanoTime();
        if (unknownSince == null) {
            unknownSince = now;
        } else if (now - unknownSince > UNKNOWN_AT_MOST.toNanos()) {
            throw new BrokerUnavailable(
                    ("RocketMQ's broker %s does not list us as a member of the group %s, and so we receive nothing: the user"
                                    + " needs SUB on the topic %s and on the group, and the broker must not say"
                                    + " rejectPullConsumerEnable=true")
                            .formatted(queues.getFirst().getBrokerName(), group.name(), topic),
                    null);
        }
    }

    private void askForMore(OwnedLane lane) {
        if (!lane.wantsMore()) {
            return;
        }
        client.ask(
                "receive from " + lane.queue(),
                () -> pulls.pullKernelImpl(
                        lane.queue(),
                        RocketGroup.EVERYTHING,
                        "TAG",
                        0,
                        lane.next(),
                        MOST_OF_A_LANE,
                        MOST_BYTES_OF_A_LANE,
                        PullSysFlag.buildSysFlag(false, true, true, false),
                        0,
                        HELD_MILLIS,
                        HELD_MILLIS + RocketClient.ANSWER_MILLIS,
                        CommunicationMode.ASYNC,
                        new PullCallback() {
                            @Override
                            public void onSuccess(PullResult result) {
                                answers.add(new Answer(lane, result, null));
                            }

                            @Override
                            public void onException(Throwable failure) {
                                answers.add(new Answer(lane, null, failure));
                            }
                        }));
        lane.asked();
    }

    private void accept(Answer answer) {
        OwnedLane lane = answer.lane();
        if (lane == null || lanes.get(lane.number()) != lane) {
            // Members have come or gone, or the lane is no longer ours, or was given back.
            return;
        }
        PullResult result = answer.result();
        if (result == null) {
            lane.unanswered();
            throw new BrokerUnavailable(
                    "RocketMQ does not answer, to receive from %s: %s".formatted(lane.queue(), answer.failure()),
                    answer.failure());
        }
        if (result.getPullStatus() == PullStatus.FOUND) {
            take(lane, (PullResultExt) result);
        } else {
            // What was asked for is no longer there, or not yet: the broker says where to go on.
            lane.answered(List.of(), result.getNextBeginOffset());
        }
    }

    /**
     * Goes on behind the last message that could be unpacked, which is not always where the broker says: the client ends an
     * answer, silently, before the first one that it cannot unpack. With the next answer that is the first one, and is
     * handed out as it is. (Numbers that the broker has no message for cost another question and no more: it answers to
     * that where to go on.)
     */
    private void take(OwnedLane lane, PullResultExt answer) {
        byte[] sent = answer.getMessageBinary();
        List<MessageExt> messages = unpacked(lane, answer, sent);
        if (!messages.isEmpty()) {
            lane.answered(messages, messages.getLast().getQueueOffset() + 1);
            return;
        }
        MessageExt packed = MessageDecoder.decode(ByteBuffer.wrap(sent), true, false);
        if (packed == null) {
            lane.unanswered();
            throw new BrokerUnavailable(
                    ("What RocketMQ holds in %s at offset %d is not as its client knows it. Have the group %s pass it over:"
                                    + " mqadmin resetOffsetByTime")
                            .formatted(lane.queue(), lane.next(), group.name()),
                    null);
        }
        lane.answeredPacked(packed);
    }

    private List<MessageExt> unpacked(OwnedLane lane, PullResultExt answer, byte[] sent) {
        try {
            pulls.processPullResult(lane.queue(), answer, group.everything());
            return Objects.requireNonNullElse(answer.getMsgFoundList(), List.of());
        } catch (NoClassDefFoundError codec) {
            return RocketMessages.unpacked(sent);
        }
    }

    @Override
    public void acknowledge(List<Received> messages) {
        Set<OwnedLane> moved = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Received message : messages) {
            Handle handle = (Handle) message.handle();
            OwnedLane lane = lanes.get(message.lane());
            if (lane != null && lane.acknowledge(handle.offset())) {
                moved.add(lane);
            }
        }
        moved.forEach(lane -> group.acknowledge(lane.queue(), lane.acknowledgedUpTo()));
    }

    @Override
    public void giveBack(List<Received> messages) {
        Map<Integer, Long> from = new TreeMap<>();
        messages.forEach(message -> from.merge(message.lane(), ((Handle) message.handle()).offset(), Math::min));
        from.forEach((number, offset) -> lanes.computeIfPresent(number, (same, lane) -> lane.from(offset)));
    }

    @Override
    public void setAside(Received message, String reason) {
        MessageExt original = ((Handle) message.handle()).message();
        Map<String, String> why = Map.of(
                "orderly_reason", printable(reason),
                "orderly_topic", topic,
                "orderly_group", group.name(),
                "orderly_lane", String.valueOf(message.lane()),
                "orderly_offset", String.valueOf(original.getQueueOffset()));
        Message copy = RocketMessages.copy(original, dead.topic(), why);
        try {
            dead.send(RocketMessages.fits(copy) ? copy : withoutProperties(original, dead.topic(), why));
        } catch (BrokerRefused e) {
            // What the broker has, it takes; else the lane would stand still for ever.
            throw new IllegalStateException("RocketMQ does not take back what it had", e);
        }
        acknowledge(List.of(message));
    }

    /** There are too many; by topic, lane and offset they are found at the original, as long as that is kept. */
    private static Message withoutProperties(MessageExt original, String topic, Map<String, String> why) {
        Message bare = new Message(topic, original.getBody());
        why.forEach(bare::putUserProperty);
        return bare;
    }

    /** Control characters are RocketMQ's, and a stack trace is too long. */
    private static String printable(String reason) {
        String line = reason.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.isEmpty() ? "unknown" : Ascii.truncate(line, 1_000, "");
    }

    @Override
    public Map<Integer, Long> backlog() {
        Map<Integer, Long> backlog = new TreeMap<>();
        for (OwnedLane lane : lanes.values()) {
            try {
                // As long as a question is unanswered there is nothing, and there need not be another one.
                long end = lane.isAsked() ? lane.next() : end(lane.queue());
                backlog.put(lane.number(), Math.max(0, end - lane.acknowledgedUpTo()));
            } catch (BrokerUnavailable away) {
                // The others may be at another broker.
            }
        }
        return backlog;
    }

    private long end(MessageQueue queue) {
        return client.ask(
                "ask for the end of " + queue,
                () -> client.instance().getMQAdminImpl().maxOffset(queue));
    }

    @Override
    public void close() {
        group.leave();
        client.close();
    }

    /** What the broker says to a question; without a lane it only wakes up. */
    private record Answer(
            @Nullable OwnedLane lane,
            @Nullable PullResult result,
            @Nullable Throwable failure) {}
}
