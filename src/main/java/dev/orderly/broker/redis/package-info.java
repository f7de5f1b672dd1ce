/**
 * Redis: streams that carry events between databases, and for what may be lost, pub/sub and a list. What a stream is, who
 * reads it and how an entry comes again is told at {@link dev.orderly.broker.redis.RedisBroker}.
 */
@NullMarked
package dev.orderly.broker.redis;

import org.jspecify.annotations.NullMarked;
