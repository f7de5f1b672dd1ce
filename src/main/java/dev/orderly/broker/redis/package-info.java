/**
 * Redis: streams that carry events between databases. What a stream is, whose lanes may be read and how an entry comes
 * again is told at {@link dev.orderly.broker.redis.RedisBroker}.
 */
@NullMarked
package dev.orderly.broker.redis;

import org.jspecify.annotations.NullMarked;
