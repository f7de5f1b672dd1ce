package dev.orderly.broker.rocketmq;

import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.rocketmq.acl.common.AclClientRPCHook;
import org.apache.rocketmq.acl.common.SessionCredentials;
import org.apache.rocketmq.client.ClientConfig;
import org.apache.rocketmq.client.exception.MQBrokerException;
import org.apache.rocketmq.client.exception.MQClientException;
import org.apache.rocketmq.client.impl.MQClientManager;
import org.apache.rocketmq.client.impl.factory.MQClientInstance;
import org.apache.rocketmq.common.MixAll;
import org.apache.rocketmq.common.TopicConfig;
import org.apache.rocketmq.common.constant.PermName;
import org.apache.rocketmq.common.message.MessageQueue;
import org.apache.rocketmq.common.topic.TopicValidator;
import org.apache.rocketmq.remoting.RPCHook;
import org.apache.rocketmq.remoting.protocol.ResponseCode;
import org.apache.rocketmq.remoting.protocol.route.BrokerData;
import org.apache.rocketmq.remoting.protocol.route.QueueData;
import org.apache.rocketmq.remoting.protocol.route.TopicRouteData;
import org.apache.rocketmq.remoting.protocol.subscription.SubscriptionGroupConfig;
import org.jspecify.annotations.Nullable;

/** A connection to RocketMQ, for all that is not sent or received. What goes wrong it says in the port's words. */
final class RocketClient implements AutoCloseable {

    /** How long a broker or a name server may take to answer a question. */
    static final long ANSWER_MILLIS = 5_000;

    /** Takes part in a queue's order for those who read by RocketMQ's other protocol, too. */
    private static final Map<String, String> IN_ORDER = Map.of("+message.type", "FIFO");

    private final ClientConfig config = new ClientConfig();
    private final @Nullable RPCHook credentials;
    private final MQClientInstance instance;

    RocketClient(RocketProperties properties) {
        config.setNamesrvAddr(properties.nameServer());
        // Else two receivers of one group and process would be one member of it.
        config.setInstanceName("orderly-" + UUID.randomUUID());
        credentials = properties.accessKey().isEmpty()
                ? null
                : new AclClientRPCHook(new SessionCredentials(properties.accessKey(), properties.secretKey()));
        instance = MQClientManager.getInstance().getOrCreateMQClientInstance(config, credentials);
    }

    ClientConfig config() {
        return config;
    }

    @Nullable RPCHook credentials() {
        return credentials;
    }

    MQClientInstance instance() {
        return instance;
    }

    void start() {
        ask("start the client", () -> {
            instance.start();
            return true;
        });
    }

    /**
     * The topic's queues, lane by lane; it is created where it does not exist.
     *
     * @throws BrokerUnfit where it has another number of queues
     */
    List<MessageQueue> queues(String topic, int lanes) {
        Optional<TopicRouteData> route = route(topic);
        if (route.isEmpty()) {
            create(topic, lanes);
            route = route(topic);
        }
        List<QueueData> parts = route.orElseThrow(() ->
                        new BrokerUnavailable("RocketMQ does not know its new topic %s yet".formatted(topic), null))
                .getQueueDatas();
        boolean usable = parts.stream()
                .allMatch(part -> part.getReadQueueNums() == part.getWriteQueueNums()
                        && PermName.isReadable(part.getPerm())
                        && PermName.isWriteable(part.getPerm()));
        int queues = parts.stream().mapToInt(QueueData::getReadQueueNums).sum();
        if (!usable || queues != lanes) {
            throw new BrokerUnfit(
                    ("RocketMQ's topic %s has to have %d queues, to be read and written, as many as the log has shards, and has"
                                    + " %s. Where a broker that holds some of them is away, start it. Else, once it is"
                                    + " read to its end, delete it: mqadmin deleteTopic -n %s -c <cluster> -t %s")
                            .formatted(topic, lanes, described(parts), config.getNamesrvAddr(), topic));
        }
        // The client learns by it where the brokers are.
        instance.updateTopicRouteInfoFromNameServer(topic);
        return parts.stream()
                .flatMap(part -> IntStream.range(0, part.getReadQueueNums())
                        .mapToObj(number -> new MessageQueue(topic, part.getBrokerName(), number)))
                .sorted()
                .toList();
    }

    /**
     * Makes sure that the brokers know the group.
     *
     * @throws BrokerUnfit where it may not consume
     */
    void createGroup(String group, List<MessageQueue> queues) {
        for (String broker :
                queues.stream().map(MessageQueue::getBrokerName).distinct().toList()) {
            String address = address(broker);
            Optional<SubscriptionGroupConfig> known = ask("look up the group " + group, () -> {
                try {
                    return Optional.of(
                            instance.getMQClientAPIImpl().getSubscriptionGroupConfig(address, group, ANSWER_MILLIS));
                } catch (MQBrokerException e) {
                    if (e.getResponseCode() == ResponseCode.SUBSCRIPTION_GROUP_NOT_EXIST) {
                        return Optional.empty();
                    }
                    throw e;
                }
            });
            if (known.isEmpty()) {
                SubscriptionGroupConfig fresh = new SubscriptionGroupConfig();
                fresh.setGroupName(group);
                fresh.setConsumeMessageOrderly(true);
                ask("create the group " + group, () -> {
                    instance.getMQClientAPIImpl().createSubscriptionGroup(address, fresh, ANSWER_MILLIS);
                    return true;
                });
            } else if (!known.get().isConsumeEnable()) {
                throw new BrokerUnfit(
                        ("RocketMQ's group %s may not consume at broker %s. Let it: mqadmin updateSubGroup -n %s -b %s -g"
                                        + " %s -s true")
                                .formatted(group, broker, config.getNamesrvAddr(), address, group));
            }
        }
    }

    /**
     * Deletes the group from all brokers, with what it has acknowledged.
     *
     * @throws BrokerUnavailable where somebody of it receives
     */
    void deleteGroup(String group) {
        for (BrokerData broker : masters()) {
            String address = master(broker);
            if (!members(group, address).isEmpty()) {
                throw new BrokerUnavailable("Somebody receives for RocketMQ's group %s".formatted(group), null);
            }
            ask("delete the group " + group, () -> {
                instance.getMQClientAPIImpl().deleteSubscriptionGroup(address, group, true, ANSWER_MILLIS);
                return true;
            });
        }
    }

    /** By which each member of a group is known to the broker. */
    List<String> members(String group, String address) {
        return ask("list the members of " + group, () -> {
            try {
                return instance.getMQClientAPIImpl().getConsumerIdListByGroup(address, group, ANSWER_MILLIS);
            } catch (MQBrokerException e) {
                if (e.getResponseCode() == ResponseCode.SYSTEM_ERROR) {
                    // So it says that there is none.
                    return List.of();
                }
                throw e;
            }
        });
    }

    /** The configuration of each broker that takes messages, by its name; empty where it may not be asked for. */
    Map<String, Optional<Properties>> brokerConfigurations() {
        return masters().stream().collect(Collectors.toMap(BrokerData::getBrokerName, this::configuration));
    }

    private Optional<Properties> configuration(BrokerData broker) {
        try {
            return Optional.of(ask(
                    "read the configuration of " + broker.getBrokerName(),
                    () -> instance.getMQClientAPIImpl().getBrokerConfig(master(broker), ANSWER_MILLIS)));
        } catch (BrokerUnfit notPermitted) {
            return Optional.empty();
        }
    }

    /** Where the broker that takes this name's messages is. */
    String address(String broker) {
        String address = instance.findBrokerAddressInPublish(broker);
        if (address == null) {
            throw new BrokerUnavailable("RocketMQ's broker %s is away".formatted(broker), null);
        }
        return address;
    }

    private Optional<TopicRouteData> route(String topic) {
        return ask("look up the topic " + topic, () -> {
            try {
                return Optional.of(instance.getMQClientAPIImpl().getTopicRouteInfoFromNameServer(topic, ANSWER_MILLIS));
            } catch (MQClientException e) {
                if (e.getResponseCode() == ResponseCode.TOPIC_NOT_EXIST) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    /**
     * Where there are several brokers, one of them may be away together with this very topic. So there it is a person's
     * business.
     */
    private void create(String topic, int lanes) {
        List<BrokerData> masters = masters();
        if (masters.isEmpty()) {
            throw new BrokerUnavailable("RocketMQ's name server knows no broker at present", null);
        }
        String address = master(masters.getFirst());
        if (masters.size() > 1) {
            throw new BrokerUnfit(
                    ("RocketMQ has no topic %s, and several brokers that could hold it. Create it at one of them: mqadmin"
                                    + " updateTopic -n %s -b %s -t %s -r %d -w %d -a +message.type=FIFO")
                            .formatted(topic, config.getNamesrvAddr(), address, topic, lanes, lanes));
        }
        TopicConfig fresh = new TopicConfig(topic, lanes, lanes, PermName.PERM_READ | PermName.PERM_WRITE);
        fresh.setAttributes(IN_ORDER);
        ask("create the topic " + topic, () -> {
            instance.getMQClientAPIImpl()
                    .createTopic(address, TopicValidator.AUTO_CREATE_TOPIC_KEY_TOPIC, fresh, ANSWER_MILLIS);
            return true;
        });
    }

    private List<BrokerData> masters() {
        return ask(
                "look up the brokers",
                () ->
                        instance
                                .getMQClientAPIImpl()
                                .getBrokerClusterInfo(ANSWER_MILLIS)
                                .getBrokerAddrTable()
                                .values()
                                .stream()
                                .filter(broker -> broker.getBrokerAddrs().containsKey(MixAll.MASTER_ID))
                                .sorted(Comparator.comparing(BrokerData::getBrokerName))
                                .toList());
    }

    private static String master(BrokerData broker) {
        return Objects.requireNonNull(broker.getBrokerAddrs().get(MixAll.MASTER_ID));
    }

    private static String described(List<QueueData> parts) {
        List<String> each = new ArrayList<>();
        for (QueueData part : parts) {
            each.add("%d to read and %d to write at broker %s (%s)"
                    .formatted(
                            part.getReadQueueNums(),
                            part.getWriteQueueNums(),
                            part.getBrokerName(),
                            PermName.perm2String(part.getPerm())));
        }
        return String.join(", ", each);
    }

    /** Asks a broker or a name server something, and tells in the port's words why there is no answer. */
    <T> T ask(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(what, e.toString(), e);
        } catch (MQBrokerException e) {
            throw failed(what, e.getResponseCode(), e.getErrorMessage(), e);
        } catch (MQClientException e) {
            throw failed(what, e.getResponseCode(), e.getErrorMessage(), e);
        } catch (Exception e) {
            throw failed(what, e.toString(), e);
        }
    }

    private RuntimeException failed(String what, int code, @Nullable String reason, Exception cause) {
        String because = reason == null ? cause.toString() : reason;
        return code == ResponseCode.NO_PERMISSION
                ? new BrokerUnfit("RocketMQ does not let us %s: %s".formatted(what, because))
                : failed(what, because, cause);
    }

    private BrokerUnavailable failed(String what, String reason, Exception cause) {
        return new BrokerUnavailable(
                "RocketMQ at %s does not answer, to %s: %s".formatted(config.getNamesrvAddr(), what, reason), cause);
    }

    @Override
    public void close() {
        instance.shutdown();
    }

    /** A call over the network. */
    @FunctionalInterface
    interface Question<T> {

        T ask() throws Exception;
    }
}
