package dev.orderly.bridge;

import dev.orderly.broker.Topic;

/**
 * What goes where: a topic for each site's log, one for what comes from outside.
 *
 * @param prefix what the names begin with
 * @param lanes as many as a log has shards
 */
record Topics(String prefix, int lanes) {

    Topic of(String site) {
        return new Topic(prefix + "." + site, lanes);
    }

    Topic fromOutside() {
        return new Topic(prefix + ".in", 1);
    }
}
