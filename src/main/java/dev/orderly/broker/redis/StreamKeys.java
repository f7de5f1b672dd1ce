package dev.orderly.broker.redis;

import dev.orderly.broker.Topic;

/**
 * The keys that a topic has. What stands in braces, or a key without any, decides of the slot in a cluster: a lane's
 * stream and its leases share one.
 */
record StreamKeys(Topic topic) {

    /** The field of an entry that holds a CloudEvent as JSON. */
    static final String EVENT = "event";

    String stream(int lane) {
        return topic.name() + ":" + lane;
    }

    /** Holds the token of the group's receiver that may read the lane. */
    String lease(int lane, String group) {
        return "{" + stream(lane) + "}:lease:" + group;
    }

    /** The tokens of the group's receivers, by when each has to have shown itself again. */
    String receivers(String group) {
        return "{" + topic.name() + "}:receivers:" + group;
    }

    /** How many lanes the topic has. */
    String lanes() {
        return topic.name() + ":lanes";
    }

    /** Where that goes which nobody can read. */
    String dead() {
        return topic.name() + ":dead";
    }
}
