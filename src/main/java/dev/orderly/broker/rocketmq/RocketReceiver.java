package dev.orderly.broker.rocketmq;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import dev.orderly.broker.Topic;
import io.cloudevents.rw.CloudEventRWException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.consumer.PullCallback;
import org.apache.rocketmq.client.consumer.PullResult;
import org.apache.rocketmq.client.consumer.PullStatus;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.OffsetNotFoundException;
import org.apache.rocketmq.client.impl.CommunicationMode;
import org.apache.rocketmq.client.impl.consumer.MQConsumerInner;
import org.apache.rocketmq.client.impl.consumer.PullAPIWrapper;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageExt;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.sysflag.PullSysFlag;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.remoting.protocol.header.QueryConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.UpdateConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.protocol.heartbeat.SubscriptionData;
import org.jspecify.annotations.Nullable;

/**
 * Receives the lanes that fall to it when the topic's queues are dealt out among the members of the group. Each member
 * deals for itself, by the list that the broker keeps of them; so for a moment two can have the same lane, and some
 * messages come to both. At most one answer of the broker is held for each lane, and there is one question on its way.
 *
 * <p>A broker writes down what was acknowledged every five seconds: killed, it has the last ones come again.
 */
final class RocketReceiver implements Receiver {

    private static final String EVERYTHING = "*";
    private static final int MOST_OF_A_LANE = 256;
    private static final int MOST_BYTES_OF_A_LANE = 1024 * 1024;
    private static final Duration LOOK_FOR_MEMBERS = Duration.ofSeconds(5);
    private static final Duration LOOK_FOR_US = Duration.ofMillis(500);

    /** How long the broker keeps a question that it has no message for. */
    private static final long HELD_MILLIS = 15_000;

    private final RocketClient client;
    private final Supplier<RocketSender> dead;
    private final String topic;
    private final String group;
    private final List<MessageQueue> queues;
    private final PullAPIWrapper pulls;
    private final Map<Integer, Lane> lanes = new TreeMap<>();
    private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
    private volatile boolean membersChanged = true;
    private long lookedForMembers;
    private int turn;

    RocketReceiver(RocketProperties rocketmq, Topic topic, String group, Supplier<RocketSender> dead) {
        this.dead = dead;
        this.topic = RocketNames.topic(topic);
        this.group = RocketNames.group(topic, group);
        client = new RocketClient(rocketmq);
        client.instance().registerConsumer(this.group, new Member());
        try {
            client.start();
            queues = client.queues(this.topic, topic.lanes());
            // The broker knows by it that there is one member more, and tells the others.
            client.instance().sendHeartbeatToAllBrokerWithLock();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
        pulls = new PullAPIWrapper(client.instance(), this.group, false);
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
        List<Lane> inTurn = new ArrayList<>(lanes.values());
        if (inTurn.isEmpty()) {
            return received;
        }
        Collections.rotate(inTurn, -(turn++ % inTurn.size()));
        for (Lane lane : inTurn) {
            while (received.size() < atMost && !lane.waiting.isEmpty()) {
                received.add(lane.handOut());
            }
        }
        return received;
    }

    private void takeLanes() {
        membersChanged = false;
        lookedForMembers = System.nanoTime();
        List<Integer> ours = dealtToUs();
        lanes.keySet().retainAll(ours);
        for (int number : ours) {
            if (!lanes.containsKey(number)) {
                lanes.put(number, new Lane(number, queues.get(number), acknowledgedUpTo(queues.get(number))));
            }
        }
    }

    /** None while the broker does not know us, as after its start: with the next heartbeat it does. */
    private List<Integer> dealtToUs() {
        String us = client.instance().getClientId();
        List<String> members = members();
        if (!members.contains(us)) {
            client.instance().sendHeartbeatToAllBrokerWithLock();
            members = members();
        }
        if (!members.contains(us)) {
            membersChanged = true;
            return List.of();
        }
        List<String> inOrder = members.stream().sorted().toList();
        int place = inOrder.indexOf(us);
        return IntStream.range(0, queues.size())
                .filter(lane -> lane % inOrder.size() == place)
                .boxed()
                .toList();
    }

    private List<String> members() {
        return client.ask("list the members of " + group, () -> {
            try {
                return client.instance()
                        .getMQClientAPIImpl()
                        .getConsumerIdListByGroup(address(queues.getFirst()), group, RocketClient.ANSWER_MILLIS);
            } catch (MQBrokerException e) {
                if (e.getResponseCode() == ResponseCode.SYSTEM_ERROR) {
                    // So it says that there is none.
                    return List.of();
                }
                throw e;
            }
        });
    }

    private long acknowledgedUpTo(MessageQueue queue) {
        QueryConsumerOffsetRequestHeader question = new QueryConsumerOffsetRequestHeader();
        question.setTopic(topic);
        question.setConsumerGroup(group);
        question.setQueueId(queue.getQueueId());
        question.setBrokerName(queue.getBrokerName());
        question.setSetZeroIfNotFound(false);
        return client.ask("ask what is acknowledged of " + queue, () -> {
            try {
                return client.instance()
                        .getMQClientAPIImpl()
                        .queryConsumerOffset(address(queue), question, RocketClient.ANSWER_MILLIS);
            } catch (OffsetNotFoundException nothing) {
                return client.instance().getMQAdminImpl().minOffset(queue);
            }
        });
    }

    private void askForMore(Lane lane) {
        if (lane.asked || !lane.waiting.isEmpty()) {
            return;
        }
        client.ask(
                "receive from " + lane.queue,
                () -> pulls.pullKernelImpl(
                        lane.queue,
                        EVERYTHING,
                        "TAG",
                        0,
                        lane.next,
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
        lane.asked = true;
    }

    private void accept(Answer answer) {
        Lane lane = answer.lane();
        if (lane == null || lanes.get(lane.number) != lane) {
            // Members have come or gone, or the lane is no longer ours, or was given back.
            return;
        }
        lane.asked = false;
        PullResult result = answer.result();
        if (result == null) {
            throw new BrokerUnavailable(
                    "RocketMQ does not answer, to receive from %s: %s".formatted(lane.queue, answer.failure()),
                    answer.failure());
        }
        pulls.processPullResult(lane.queue, result, everything());
        if (result.getPullStatus() == PullStatus.FOUND && result.getMsgFoundList() != null) {
            lane.waiting.addAll(result.getMsgFoundList());
        }
        // Also where what was asked for is no longer there, or not yet: the broker says where to go on.
        lane.next = result.getNextBeginOffset();
    }

    @Override
    public void acknowledge(List<Received> messages) {
        Set<Lane> moved = Collections.newSetFromMap(new IdentityHashMap<>());
        for (Received message : messages) {
            Handle handle = (Handle) message.handle();
            Lane lane = lanes.get(message.lane());
            if (lane != null && lane.unacknowledged.remove(handle.offset())) {
                moved.add(lane);
            }
        }
        for (Lane lane : moved) {
            UpdateConsumerOffsetRequestHeader upTo = new UpdateConsumerOffsetRequestHeader();
            upTo.setTopic(topic);
            upTo.setConsumerGroup(group);
            upTo.setQueueId(lane.queue.getQueueId());
            upTo.setBrokerName(lane.queue.getBrokerName());
            upTo.setCommitOffset(lane.acknowledgedUpTo());
            client.ask("acknowledge messages of " + lane.queue, () -> {
                client.instance()
                        .getMQClientAPIImpl()
                        .updateConsumerOffset(address(lane.queue), upTo, RocketClient.ANSWER_MILLIS);
                return true;
            });
        }
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
        RocketSender sender = dead.get();
        Map<String, String> why = Map.of(
                "orderly_reason", printable(reason),
                "orderly_topic", topic,
                "orderly_group", group,
                "orderly_lane", String.valueOf(message.lane()),
                "orderly_offset", String.valueOf(original.getQueueOffset()));
        Message copy = RocketMessages.copy(original, sender.topic(), why);
        try {
            sender.send(RocketMessages.fits(copy) ? copy : withoutProperties(original, sender.topic(), why));
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
        return line.isEmpty() ? "unknown" : line.substring(0, Math.min(line.length(), 1_000));
    }

    @Override
    public Map<Integer, Long> backlog() {
        Map<Integer, Long> backlog = new TreeMap<>();
        for (Lane lane : lanes.values()) {
            try {
                // As long as a question is unanswered there is nothing, and there need not be another one.
                long end = lane.asked ? lane.next : end(lane.queue);
                backlog.put(lane.number, Math.max(0, end - lane.acknowledgedUpTo()));
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

    private String address(MessageQueue queue) {
        return client.address(queue.getBrokerName());
    }

    private SubscriptionData everything() {
        SubscriptionData everything = new SubscriptionData();
        everything.setTopic(topic);
        everything.setSubString(EVERYTHING);
        return everything;
    }

    @Override
    public void close() {
        client.instance().unregisterConsumer(group);
        client.close();
    }

    /** What the broker says to a question; without a lane it only wakes up. */
    private record Answer(
            @Nullable Lane lane,
            @Nullable PullResult result,
            @Nullable Throwable failure) {}

    /** By what a message is known. */
    private record Handle(long offset, MessageExt message) {}

    /** A queue that is ours, from one taking or giving back to the next. */
    private static final class Lane {

        private final int number;
        private final MessageQueue queue;
        private final Deque<MessageExt> waiting = new ArrayDeque<>();
        private final NavigableSet<Long> unacknowledged = new TreeSet<>();
        private long handedOutUpTo;
        private long next;
        private boolean asked;

        Lane(int number, MessageQueue queue, long from) {
            this.number = number;
            this.queue = queue;
            handedOutUpTo = from;
            next = from;
        }

        Received handOut() {
            MessageExt message = waiting.removeFirst();
            Handle handle = new Handle(message.getQueueOffset(), message);
            unacknowledged.add(handle.offset());
            handedOutUpTo = handle.offset() + 1;
            try {
                return Received.of(number, RocketMessages.read(message), handle);
            } catch (CloudEventRWException | IllegalArgumentException e) {
                return Received.unreadable(number, "It is no CloudEvent: " + e.getMessage(), handle);
            }
        }

        /** The first that would come again. */
        long acknowledgedUpTo() {
            return unacknowledged.isEmpty() ? handedOutUpTo : unacknowledged.first();
        }

        /** Answers that are still to come are for the lane before it was given back. */
        Lane from(long offset) {
            Lane again = new Lane(number, queue, offset);
            again.unacknowledged.addAll(unacknowledged.headSet(offset));
            return again;
        }
    }

    /** What the client tells the broker about us, and by what it tells us that members have come or gone. */
    private final class Member implements MQConsumerInner {

        @Override
        public String groupName() {
            return group;
        }

        @Override
        public MessageModel messageModel() {
            return MessageModel.CLUSTERING;
        }

        @Override
        public ConsumeType consumeType() {
            return ConsumeType.CONSUME_ACTIVELY;
        }

        @Override
        public ConsumeFromWhere consumeFromWhere() {
            return ConsumeFromWhere.CONSUME_FROM_FIRST_OFFSET;
        }

        @Override
        public Set<SubscriptionData> subscriptions() {
            return Set.of(everything());
        }

        @Override
        public void doRebalance() {
            membersChanged = true;
            if (answers.isEmpty()) {
                answers.add(new Answer(null, null, null));
            }
        }

        @Override
        public boolean tryRebalance() {
            doRebalance();
            return true;
        }

        /** The receiver does, as soon as something is acknowledged. */
        @Override
        public void persistConsumerOffset() {}

        @Override
        public void updateTopicSubscribeInfo(String topic, Set<MessageQueue> info) {}

        @Override
        public boolean isSubscribeTopicNeedUpdate(String topic) {
            return false;
        }

        @Override
        public boolean isUnitMode() {
            return false;
        }

        @Override
        public ConsumerRunningInfo consumerRunningInfo() {
            return new ConsumerRunningInfo();
        }
    }
}
