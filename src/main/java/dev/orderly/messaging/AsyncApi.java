package dev.orderly.messaging;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The catalogue as an AsyncAPI 3.0 document: the log is the channel, each version of a type is a message, and each module
 * sends what it publishes, in the newest version, and receives what it consumes, in any.
 */
class AsyncApi {

    private final EventSchemas schemas;
    private final String title;
    private final String version;

    /** @param version that of the application */
    AsyncApi(EventSchemas schemas, String title, String version) {
        this.schemas = schemas;
        this.title = title;
        this.version = version;
    }

    ObjectNode describe(List<EventView> events) {
        ObjectNode document = object().put("asyncapi", "3.0.0");
        document.putObject("info")
                .put("title", title)
                .put("version", version)
                .put(
                        "description",
                        "An event is told once the change that it tells of is committed. Those with the same value of"
                                + " x-ordering-key come in the order of their commits. Pass over properties that you do not know.");
        document.put("defaultContentType", "application/json");
        ObjectNode log = document.putObject("channels").putObject("log");
        log.put("description", "All events of all modules.").putNull("address");
        ObjectNode carried = log.putObject("messages");
        ObjectNode operations = document.putObject("operations");
        ObjectNode components = document.putObject("components");
        ObjectNode messages = components.putObject("messages");
        ObjectNode payloads = components.putObject("schemas");
        for (EventView event : events) {
            event.versions().forEach(each -> {
                String id = id(event, each.version());
                carried.set(id, reference("#/components/messages/" + id));
                messages.set(id, message(event, each.version()));
                schemas.find(event.type(), each.version()).ifPresent(schema -> payloads.set(id, schema.embedded()));
            });
            messagesOf(operations, event.publisher(), "send").add(inLog(event, event.version()));
            event.consumers()
                    .forEach(module -> event.versions()
                            .forEach(each ->
                                    messagesOf(operations, module, "receive").add(inLog(event, each.version()))));
        }
        return document;
    }

    private ObjectNode message(EventView event, int version) {
        ObjectNode message = object().put("name", event.type())
                .put("title", "%s, version %d".formatted(event.type(), version))
                .put("x-event-version", version);
        schemas.find(event.type(), version).ifPresent(schema -> {
            message.put("summary", schema.description());
            message.set("payload", reference("#/components/schemas/" + id(event, version)));
            message.put(EventSchema.ORDERING_KEY, schema.orderingKey());
            Stream.ofNullable(schema.example())
                    .forEach(example -> message.putArray("examples").addObject().set("payload", example));
        });
        return message;
    }

    /** Where the messages are listed that a module sends or receives. */
    private static ArrayNode messagesOf(ObjectNode operations, String module, String action) {
        ObjectNode operation = operations.withObjectProperty(module + "-" + action + "s");
        operation.put("action", action).set("channel", reference("#/channels/log"));
        return operation.withArrayProperty("messages");
    }

    private static ObjectNode inLog(EventView event, int version) {
        return reference("#/channels/log/messages/" + id(event, version));
    }

    private static String id(EventView event, int version) {
        return event.type() + "." + version;
    }

    private static ObjectNode reference(String to) {
        return object().put("$ref", to);
    }

    private static ObjectNode object() {
        return JsonMapper.shared().createObjectNode();
    }
}
