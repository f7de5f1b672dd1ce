package dev.orderly.messaging;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.orderly.messaging.DeadLetterActs.Act;
import dev.orderly.messaging.DeadLetters.Follower;
import dev.orderly.messaging.DeadLetters.Letter;
import dev.orderly.messaging.DeadLetters.Whole;
import dev.orderly.messaging.ParkedAttempts.Attempt;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dead letter in full. */
record DeadLetterView(
        Letter letter,
        Headers headers,

        @JsonRawValue @Schema(implementation = Object.class) String payload,

        List<AttemptView> history,
        @Nullable String errorStack,
        Waiting waiting,
        List<Act> acts) {

    /** What the event says of itself beside its payload. */
    record Headers(
            String eventId,
            String type,
            int version,
            String aggregateType,
            String aggregateId,
            String key,
            int shard,
            long position,
            Instant createdAt,
            String traceparent,
            String correlationId,
            @Nullable String causationId) {}

    record AttemptView(int number, Instant at, double tookMillis, String errorClass, String errorMessage) {}

    /** The later events of the key: how many, and the first of them. */
    record Waiting(long events, List<Follower> items) {}

    static DeadLetterView of(Whole whole, List<Attempt> history, Waiting waiting, List<Act> acts) {
        return new DeadLetterView(
                whole.letter(),
                headers(whole),
                whole.event().payload(),
                history.stream().map(DeadLetterView::view).toList(),
                whole.errorStack(),
                waiting,
                acts);
    }

    private static Headers headers(Whole whole) {
        StoredEvent event = whole.event();
        return new Headers(
                event.eventId(),
                event.type(),
                event.version(),
                event.aggregateType(),
                event.aggregateId(),
                event.key(),
                event.shard(),
                whole.letter().position(),
                whole.letter().createdAt(),
                event.traceparent(),
                event.correlationId(),
                event.causationId());
    }

    private static AttemptView view(Attempt attempt) {
        return new AttemptView(
                attempt.number(),
                attempt.at(),
                attempt.took().toNanos() / 1e6,
                attempt.errorClass(),
                attempt.errorMessage());
    }
}
