package dev.orderly.messaging;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How messaging works.
 *
 * @param shards into how many slices the log is cut; recorded at installation, another number refuses start-up
 * @param workers how many shards a module may handle at the same time in this process, by module; 2 where not named
 * @param batchEvents the most events that one transaction handles, for modules with one writer a fifth of it, for those that take
 *     batches five times as many
 * @param batchTime the time after which a transaction takes no further event
 * @param batchSize the payload bytes after which a transaction takes no further event
 * @param poll how often to look for work that nobody announced, such as another instance's
 * @param longestPublish how long a transaction may stay open after its first event; a longer one is rolled back
 * @param retention how long handled events are kept, or {@code unlimited}
 * @param handlerTimeLimit how long a module may take over one event before it is interrupted and has failed
 */
@Validated
@ConfigurationProperties("orderly.messaging")
record MessagingProperties(
        @DefaultValue("8") @Min(1) @Max(256) int shards,
        @DefaultValue Map<String, @Min(1) @Max(256) Integer> workers,
        @DefaultValue("100") @Min(1) @Max(10_000) int batchEvents,
        @DefaultValue("500ms") Duration batchTime,
        @DefaultValue("1MB") DataSize batchSize,
        @DefaultValue("1s") Duration poll,
        @DefaultValue("60s") Duration longestPublish,
        @DefaultValue("7d") Retention retention,
        @DefaultValue("20s") Duration handlerTimeLimit) {

    private static final int DEFAULT_WORKERS = 2;
    private static final Duration LONGEST_HANDLER = Duration.ofSeconds(30);

    MessagingProperties {
        workers = Map.copyOf(workers);
        requirePositive("batch-time", batchTime);
        requirePositive("poll", poll);
        requirePositive("longest-publish", longestPublish);
        requirePositive("handler-time-limit", handlerTimeLimit);
        if (handlerTimeLimit.compareTo(LONGEST_HANDLER) > 0) {
            throw new IllegalArgumentException("orderly.messaging.handler-time-limit is " + handlerTimeLimit
                    + "; the database would end the session of a silent handler past 30s");
        }
        if (poll.compareTo(Duration.ofSeconds(2)) > 0) {
            throw new IllegalArgumentException(
                    "orderly.messaging.poll is " + poll + "; the relay's session would time out past 2s");
        }
    }

    int workersOf(Subscription subscription) {
        return subscription.oneWriter()
                ? 1
                : Math.min(shards, workers.getOrDefault(subscription.module(), DEFAULT_WORKERS));
    }

    int batchEventsOf(Subscription subscription) {
        if (subscription.oneWriter()) {
            return Math.max(1, batchEvents / 5);
        }
        return subscription.takesBatches() ? batchEvents * 5 : batchEvents;
    }

    private static void requirePositive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(
                    "orderly.messaging." + name + " is " + duration + "; it must be positive");
        }
    }
}
