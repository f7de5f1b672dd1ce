package dev.orderly.bridge;

import dev.orderly.messaging.Carried;
import dev.orderly.messaging.LoggedEvent;
import dev.orderly.messaging.Origin;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.StoredEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * How an event of the log looks on its way: a CloudEvent 1.0 with the published extensions {@code partitionkey},
 * {@code sequence} and {@code traceparent}, and with what its receiver has to know to take it in once and in order.
 * Numbers are strings, as a CloudEvent's integers have 32 bits.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md">CloudEvents 1.0</a>
 */
final class WireFormat {

    private static final String JSON = "application/json";
    private static final int LONGEST_ID = 36;

    /**
     * An event of another site's log as it arrived.
     *
     * @param previous the position that was sent before it in its shard
     * @param epochStart the position up to which the log is the same as in the epoch before
     */
    record Arrived(
            int epoch,
            int shard,
            long position,
            long previous,
            long epochStart,
            StoredEvent event,
            @Nullable String origin,
            long originPosition) {}

    /** It is none of our events. */
    static final class NotOurs extends RuntimeException {
        NotOurs(String message) {
            super(message, null, false, false);
        }
    }

    private WireFormat() {}

    static URI source(Site site) {
        return URI.create("/orderly/" + site.name() + "/" + site.id());
    }

    static CloudEvent write(Carried carried, Site site, long previous, long epochStart) {
        LoggedEvent logged = carried.logged();
        StoredEvent event = logged.event();
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(event.eventId())
                .withSource(source(site))
                .withType(event.type())
                .withSubject(event.aggregateId())
                .withTime(carried.createdAt().atOffset(ZoneOffset.UTC))
                .withDataSchema(URI.create("/api/events/" + event.type() + "/" + event.version()))
                .withData(JSON, event.payload().getBytes(StandardCharsets.UTF_8))
                .withExtension("partitionkey", event.key())
                .withExtension("sequence", "%020d".formatted(logged.position()))
                .withExtension("traceparent", event.traceparent())
                .withExtension("correlationid", event.correlationId())
                .withExtension("aggregatetype", event.aggregateType())
                .withExtension("eventversion", String.valueOf(event.version()))
                .withExtension("epoch", String.valueOf(site.epoch()))
                .withExtension("epochstart", String.valueOf(epochStart))
                .withExtension("shard", String.valueOf(event.shard()))
                .withExtension("position", String.valueOf(logged.position()))
                .withExtension("previous", String.valueOf(previous));
        String cause = event.causationId();
        if (cause != null) {
            builder.withExtension("causationid", cause);
        }
        Origin origin = logged.origin();
        if (origin != null) {
            builder.withExtension("origin", origin.site())
                    .withExtension("originposition", String.valueOf(origin.position()));
        }
        return builder.build();
    }

    /** @throws NotOurs where something is missing or makes no sense, saying what */
    static Arrived read(CloudEvent event) {
        String origin = optional(event, "origin");
        String id = event.getId();
        if (id.length() > LONGEST_ID) {
            throw new NotOurs("its id is longer than " + LONGEST_ID + " characters");
        }
        int shard = (int) number(event, "shard");
        return new Arrived(
                (int) number(event, "epoch"),
                shard,
                number(event, "position"),
                number(event, "previous"),
                number(event, "epochstart"),
                new StoredEvent(
                        id,
                        text(event, "aggregatetype"),
                        Objects.requireNonNullElse(event.getSubject(), text(event, "partitionkey")),
                        event.getType(),
                        (int) number(event, "eventversion"),
                        text(event, "partitionkey"),
                        shard,
                        payload(event),
                        text(event, "traceparent"),
                        text(event, "correlationid"),
                        optional(event, "causationid")),
                origin,
                origin == null ? 0 : number(event, "originposition"));
    }

    /** The payload, which is JSON. */
    static String payload(CloudEvent event) {
        CloudEventData data = event.getData();
        if (data == null) {
            throw new NotOurs("it has no data");
        }
        String payload = new String(data.toBytes(), StandardCharsets.UTF_8);
        try {
            JsonMapper.shared().readTree(payload);
        } catch (JacksonException e) {
            throw new NotOurs("its data is no JSON: " + e.getOriginalMessage());
        }
        return payload;
    }

    private static String text(CloudEvent event, String extension) {
        String value = optional(event, extension);
        if (value == null) {
            throw new NotOurs("it has no " + extension);
        }
        return value;
    }

    static @Nullable String optional(CloudEvent event, String extension) {
        Object value = event.getExtension(extension);
        return value == null ? null : value.toString();
    }

    private static long number(CloudEvent event, String extension) {
        String value = text(event, extension);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new NotOurs("its " + extension + " is no number: " + value);
        }
    }
}
