package dev.orderly.messaging;

import java.time.Duration;
import java.util.Collection;

/**
 * A process of the application.
 *
 * @param id made up when it starts
 * @param name what people call it
 * @param site where its database is, in one word
 * @param modules those that run in it now
 * @param up how long it has been running
 */
record Instance(
        String id,
        String name,
        String host,
        long pid,
        String version,
        String site,
        Collection<String> modules,
        Duration up) {}
