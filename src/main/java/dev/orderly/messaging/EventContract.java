package dev.orderly.messaging;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Holds events that come from outside against the schemas of the contract. */
public class EventContract {

    private final EventCatalog catalog;
    private final EventSchemas schemas;
    private final Map<String, Schema> compiled = new ConcurrentHashMap<>();

    EventContract(EventCatalog catalog, EventSchemas schemas) {
        this.catalog = catalog;
        this.schemas = schemas;
    }

    /** The version that a type is published in; 1 where there is no such type. */
    public int newestVersion(String type) {
        return catalog.descriptors().stream()
                .filter(event -> event.type().equals(type))
                .mapToInt(EventDescriptor::version)
                .findFirst()
                .orElse(1);
    }

    /** What is wrong with a payload, in words; nothing where it is an event of that type and version. */
    public List<String> faults(String type, int version, String payload) {
        Optional<EventSchema> schema = schemas.find(type, version);
        if (schema.isEmpty()) {
            return List.of("there is no such event, or it has no schema");
        }
        return compiled
                .computeIfAbsent(type + "/" + version, name -> compile(schema.get()))
                .validate(payload, InputFormat.JSON)
                .stream()
                .map(fault -> fault.getInstanceLocation() + ": " + fault.getMessage())
                .toList();
    }

    private static Schema compile(EventSchema schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema.json());
    }
}
