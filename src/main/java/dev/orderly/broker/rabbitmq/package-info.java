/**
 * Carries events over RabbitMQ, from 3.10 on. {@link dev.orderly.broker.rabbitmq.Topology} says which exchanges and queues
 * there are and how foreign consumers bind to them, {@link dev.orderly.broker.rabbitmq.AmqpEvents} what a message looks like.
 */
@NullMarked
package dev.orderly.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
