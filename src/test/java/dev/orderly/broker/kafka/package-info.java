/** What Kafka has to show. */
@NullMarked
package dev.orderly.broker.kafka;

import org.jspecify.annotations.NullMarked;
