/**
 * Events over RocketMQ, by its remoting client. A topic's lanes are the queues of a topic of RocketMQ, in the order of
 * broker and number; its name has {@code _} for each point, which RocketMQ does not take. A group of the port is a
 * consumer group of its own for each topic, since the members of a group all have to subscribe to the same:
 * {@code orderly_hub__notification}. What nobody can read goes to {@code orderly_hub__dead}.
 *
 * <p>Sending goes through the producer. Receiving does not go through one of the client's consumers: they report no
 * failure, commit by a timer and one way, and read ahead by themselves. The receiver asks the broker itself, with the
 * client's calls.
 */
@NullMarked
package dev.orderly.broker.rocketmq;

import org.jspecify.annotations.NullMarked;
