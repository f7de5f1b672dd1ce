package dev.orderly.messaging;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas that the application brings along, those of {@code order.placed} as
 * {@code classpath:contract/order.placed/1.json} and so on. An application may go without.
 */
class EventSchemas {

    private final EventCatalog catalog;
    private final Map<String, Optional<EventSchema>> read = new ConcurrentHashMap<>();

    EventSchemas(EventCatalog catalog) {
        this.catalog = catalog;
    }

    /** The schema of a version of a type; empty where the type or the version is not known, or has none. */
    Optional<EventSchema> find(String type, int version) {
        return catalog.descriptor(type, version)
                .flatMap(known -> read.computeIfAbsent(
                        "/contract/%s/%d.json".formatted(known.type(), version), EventSchemas::read));
    }

    private static Optional<EventSchema> read(String resource) {
        try (InputStream json = EventSchemas.class.getResourceAsStream(resource)) {
            return json == null
                    ? Optional.empty()
                    : Optional.of(
                            new EventSchema((ObjectNode) JsonMapper.shared().readTree(json)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
