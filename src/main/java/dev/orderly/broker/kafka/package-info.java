/**
 * Events over Kafka: a topic's lanes are its partitions, a group is a consumer group, and an event is a CloudEvent in
 * binary mode. A topic that is not there is created, with what {@link dev.orderly.broker.kafka.KafkaTopics} says.
 */
@NullMarked
package dev.orderly.broker.kafka;

import org.jspecify.annotations.NullMarked;
