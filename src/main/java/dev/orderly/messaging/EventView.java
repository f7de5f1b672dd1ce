package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One type of event, as the catalogue shows it; what only its schema tells is null where it has none. */
record EventView(
        @Schema(example = "order.placed") String type,

        @Schema(description = "The version that is published; of older ones there may be stored events")
        int version,

        @Nullable String description,

        @Schema(description = "The module that tells it", example = "order")
        String publisher,

        @Schema(description = "The modules that hear it, in this process or another one on the same database")
        List<String> consumers,

        @Schema(description = "True where it is meant for the world outside, and no module need hear it")
        boolean outwardOnly,

        @Schema(
                description =
                        "Events in which this has the same value are delivered in the order in which they were committed",
                example = "orderId")
        @Nullable String orderingKey,

        @Schema(description = "What leads to a person") List<String> personalData,
        List<Version> versions,

        @Schema(implementation = Object.class) @Nullable JsonNode example) {

    /** One version of a type. */
    record Version(
            int version,

            @Schema(description = "Where its JSON Schema is", example = "/api/events/order.placed/1") @Nullable String schema) {}

    static EventView of(EventDescriptor<?> event, EventSchemas schemas, Map<String, Set<String>> declared) {
        Optional<EventSchema> newest = schemas.find(event.type(), event.version());
        return new EventView(
                event.type(),
                event.version(),
                newest.map(EventSchema::description).orElse(null),
                event.publisher(),
                declared.keySet().stream()
                        .filter(module ->
                                declared.getOrDefault(module, Set.of()).contains(event.type()))
                        .toList(),
                event.outwardOnly(),
                newest.map(EventSchema::orderingKey).orElse(null),
                newest.map(EventSchema::personalData).orElse(List.of()),
                IntStream.rangeClosed(1, event.version())
                        .mapToObj(version -> version(event.type(), version, schemas))
                        .toList(),
                newest.map(EventSchema::example).orElse(null));
    }

    private static Version version(String type, int version, EventSchemas schemas) {
        return new Version(
                version,
                schemas.find(type, version)
                        .map(schema -> "/api/events/%s/%d".formatted(type, version))
                        .orElse(null));
    }
}
