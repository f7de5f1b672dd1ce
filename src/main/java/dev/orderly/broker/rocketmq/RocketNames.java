package dev.orderly.broker.rocketmq;

import dev.orderly.broker.Topic;

/** What things are called in RocketMQ. No two of ours get the same name, since none of ours has an underscore. */
final class RocketNames {

    private RocketNames() {}

    static String topic(Topic topic) {
        return topic.name().replace('.', '_');
    }

    static String group(Topic topic, String group) {
        return topic(topic) + "__" + group.replace('.', '_');
    }

    /** The topic for what nobody could read of this one. */
    static String deadTopic(Topic topic) {
        return topic(topic) + "__dead";
    }
}
