/** RocketMQ's adapter with a real RocketMQ. */
@NullMarked
package dev.orderly.broker.rocketmq;

import org.jspecify.annotations.NullMarked;
