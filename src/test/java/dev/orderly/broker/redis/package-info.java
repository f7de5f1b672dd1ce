/** Redis Streams with a real Redis. */
@NullMarked
package dev.orderly.broker.redis;

import org.jspecify.annotations.NullMarked;
