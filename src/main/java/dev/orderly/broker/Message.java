package dev.orderly.broker;

import io.cloudevents.CloudEvent;

/**
 * An event on its way to a topic.
 *
 * @param lane the topic's lane that it goes to, from 0
 * @param event what it says; its {@code type} is the routing key or tag, its {@code partitionkey} the broker's key
 */
public record Message(int lane, CloudEvent event) {}
