/** RabbitMQ, the real one. */
@NullMarked
package dev.orderly.broker.rabbitmq;

import org.jspecify.annotations.NullMarked;
