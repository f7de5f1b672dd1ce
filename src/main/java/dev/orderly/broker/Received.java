package dev.orderly.broker;

import io.cloudevents.CloudEvent;
import org.jspecify.annotations.Nullable;

/**
 * A message that has arrived.
 *
 * @param lane the topic's lane that it came by
 * @param event what it says; null where it is no CloudEvent
 * @param fault why it is none; null where it is one
 * @param handle what the adapter knows it by
 */
public record Received(
        int lane, @Nullable CloudEvent event, @Nullable String fault, Object handle) {

    public static Received of(int lane, CloudEvent event, Object handle) {
        return new Received(lane, event, null, handle);
    }

    public static Received unreadable(int lane, String fault, Object handle) {
        return new Received(lane, null, fault, handle);
    }
}
