package dev.orderly.messaging;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What one version of an event looks like: a JSON Schema (draft 2020-12) with two words of our own,
 * {@value #ORDERING_KEY} and {@value #PERSONAL_DATA}.
 */
record EventSchema(ObjectNode json) {

    /** On the event: the property that it is ordered by. */
    static final String ORDERING_KEY = "x-ordering-key";

    /** On a property: true where it leads to a person. */
    static final String PERSONAL_DATA = "x-personal-data";

    @Nullable String description() {
        return text("description");
    }

    @Nullable String orderingKey() {
        return text(ORDERING_KEY);
    }

    @Nullable JsonNode example() {
        return json.path("examples").get(0);
    }

    /** The properties that lead to a person, such as {@code customerEmail} or {@code parcels[].tracking}. */
    List<String> personalData() {
        List<String> found = new ArrayList<>();
        collect(json, "", found);
        return found;
    }

    /** Without what names the dialect and the document, to stand inside of another document. */
    ObjectNode embedded() {
        return json.deepCopy().remove(List.of("$schema", "$id"));
    }

    private static void collect(JsonNode schema, String path, List<String> found) {
        for (Map.Entry<String, JsonNode> property : schema.path("properties").properties()) {
            String name = path.isEmpty() ? property.getKey() : path + "." + property.getKey();
            if (property.getValue().path(PERSONAL_DATA).asBoolean(false)) {
                found.add(name);
            }
            collect(property.getValue(), name, found);
        }
        if (schema.has("items")) {
            collect(schema.get("items"), path + "[]", found);
        }
    }

    private @Nullable String text(String name) {
        return json.path(name).asStringOpt().orElse(null);
    }
}
