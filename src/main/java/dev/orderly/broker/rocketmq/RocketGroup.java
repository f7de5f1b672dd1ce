package dev.orderly.broker.rocketmq;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.rocketmq.client.exception.OffsetNotFoundException;
import org.apache.rocketmq.client.impl.consumer.MQConsumerInner;
import org.apache.rocketmq.common.consumer.ConsumeFromWhere;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.remoting.protocol.body.ConsumerRunningInfo;
import org.apache.rocketmq.remoting.protocol.header.QueryConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.header.UpdateConsumerOffsetRequestHeader;
import org.apache.rocketmq.remoting.protocol.heartbeat.ConsumeType;
import org.apache.rocketmq.remoting.protocol.heartbeat.MessageModel;
import org.apache.rocketmq.remoting.protocol.heartbeat.SubscriptionData;

/**
 * A group that we are a member of: which of a topic's queues fall to us, and what the group has acknowledged. Each member
 * deals for itself, by the list that the broker keeps of them; so for a moment two can have the same queue.
 *
 * <p>A broker writes down what was acknowledged every five seconds: killed, it has the last ones come again.
 */
final class RocketGroup {

    /** The filter that lets every tag pass. */
    static final String EVERYTHING = "*";

    private final RocketClient client;
    private final String topic;
    private final String name;

    /**
     * @param client has not been started yet
     * @param membersChanged is run by the client's threads where members have come or gone
     */
    RocketGroup(RocketClient client, String topic, String name, Runnable membersChanged) {
        this.client = client;
        this.topic = topic;
        this.name = name;
        client.instance().registerConsumer(name, new Member(membersChanged));
    }

    String name() {
        return name;
    }

    SubscriptionData everything() {
        SubscriptionData everything = new SubscriptionData();
        everything.setTopic(topic);
        everything.setSubString(EVERYTHING);
        return everything;
    }

    /** Has the broker know that there is one member more, who tells the others. */
    void join() {
        client.instance().sendHeartbeatToAllBrokerWithLock();
    }

    void leave() {
        client.instance().unregisterConsumer(name);
    }

    /** The places of those queues that fall to us; empty while the broker does not know us, as after its start. */
    Optional<List<Integer>> dealtToUs(List<MessageQueue> queues) {
        String us = client.instance().getClientId();
        List<String> members = client.members(name, address(queues.getFirst()));
        if (!members.contains(us)) {
            join();
            members = client.members(name, address(queues.getFirst()));
        }
        if (!members.contains(us)) {
            return Optional.empty();
        }
        List<String> inOrder = members.stream().sorted().toList();
        int place = inOrder.indexOf(us);
        return Optional.of(IntStream.range(0, queues.size())
                .filter(lane -> lane % inOrder.size() == place)
                .boxed()
                .toList());
    }

    /** The first message that would come again; the oldest there is where nothing was acknowledged yet. */
    long acknowledgedUpTo(MessageQueue queue) {
        QueryConsumerOffsetRequestHeader question = new QueryConsumerOffsetRequestHeader();
        question.setTopic(topic);
        question.setConsumerGroup(name);
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

    void acknowledge(MessageQueue queue, long upTo) {
        UpdateConsumerOffsetRequestHeader offset = new UpdateConsumerOffsetRequestHeader();
        offset.setTopic(topic);
        offset.setConsumerGroup(name);
        offset.setQueueId(queue.getQueueId());
        offset.setBrokerName(queue.getBrokerName());
        offset.setCommitOffset(upTo);
        client.ask("acknowledge messages of " + queue, () -> {
            client.instance()
                    .getMQClientAPIImpl()
                    .updateConsumerOffset(address(queue), offset, RocketClient.ANSWER_MILLIS);
            return true;
        });
    }

    private String address(MessageQueue queue) {
        return client.address(queue.getBrokerName());
    }

    /** What the client tells the broker about us, and by what it tells us that members have come or gone. */
    private final class Member implements MQConsumerInner {

        private final Runnable membersChanged;

        Member(Runnable membersChanged) {
            this.membersChanged = membersChanged;
        }

        @Override
        public String groupName() {
            return name;
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
            membersChanged.run();
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
