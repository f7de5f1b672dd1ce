package dev.orderly.contract;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Can whoever reads by one schema read all that was written by another? That is BACKWARD, as schema registries call it;
 * asked of every earlier schema, it is BACKWARD_TRANSITIVE. A publisher writes exactly the properties of its schema, and
 * a reader passes over those that it does not know: so an optional property may be added. None may be taken away, as
 * a registry has it for closed content.
 *
 * <p>It knows the words that our schemas use and complains of any other, rather than pass one over.
 */
final class Compatibility {

    /** These say something to people, and change nothing about what is valid. */
    private static final Set<String> WORDS =
            Set.of("$schema", "$id", "title", "description", "examples", "x-personal-data");

    /** A reader's value must be no greater than the writer's. */
    private static final Set<String> LOWER_LIMITS =
            Set.of("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties");

    private static final Set<String> UPPER_LIMITS =
            Set.of("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties");

    /** Where the reader has one, the writer must have had the same. */
    private static final Set<String> EXACT = Set.of("pattern", "const", "multipleOf", "uniqueItems");

    private final List<String> complaints = new ArrayList<>();

    private Compatibility() {}

    /** What the reader could not read of what the writer may have written; empty where it can read all of it. */
    static List<String> complaints(JsonNode reader, JsonNode writer) {
        Compatibility compatibility = new Compatibility();
        compatibility.compare(reader, writer, "the event");
        return compatibility.complaints;
    }

    private void compare(JsonNode reader, JsonNode writer, String place) {
        Set<String> keywords = new HashSet<>(reader.propertyNames());
        keywords.addAll(writer.propertyNames());
        keywords.removeAll(WORDS);
        for (String keyword : keywords) {
            compare(keyword, reader.get(keyword), writer.get(keyword), place);
        }
        compareProperties(reader, writer, place);
    }

    private void compare(String keyword, @Nullable JsonNode reader, @Nullable JsonNode writer, String place) {
        switch (keyword) {
            case "type" -> compareTypes(reader, writer, place);
            case "enum" ->
                require(
                        reader == null || (writer != null && values(reader).containsAll(values(writer))),
                        place + " allows fewer values");
            case "format" ->
                require(
                        reader == null || reader.equals(writer) || isWider(reader, writer),
                        place + " has the format " + reader + ", and had " + writer);
            case "x-ordering-key" ->
                require(reader != null && reader.equals(writer), place + " is ordered by another property");
            case "items" -> {
                if (reader != null && writer != null) {
                    compare(reader, writer, "each of " + place);
                } else {
                    require(reader == null, place + " has new rules for its items");
                }
            }
            case "properties", "required" -> {
                // Looked at together.
            }
            default -> compareLimits(keyword, reader, writer, place);
        }
    }

    private void compareLimits(String keyword, @Nullable JsonNode reader, @Nullable JsonNode writer, String place) {
        if (LOWER_LIMITS.contains(keyword)) {
            require(
                    reader == null || (writer != null && number(reader).compareTo(number(writer)) <= 0),
                    "%s has a narrower %s".formatted(place, keyword));
        } else if (UPPER_LIMITS.contains(keyword)) {
            require(
                    reader == null || (writer != null && number(reader).compareTo(number(writer)) >= 0),
                    "%s has a narrower %s".formatted(place, keyword));
        } else if (EXACT.contains(keyword)) {
            require(reader == null || reader.equals(writer), "%s has another %s".formatted(place, keyword));
        } else {
            complaints.add("%s uses %s, which nobody has taught this check".formatted(place, keyword));
        }
    }

    private void compareTypes(@Nullable JsonNode reader, @Nullable JsonNode writer, String place) {
        if (reader == null) {
            return;
        }
        Set<String> read = new HashSet<>(texts(reader));
        if (read.contains("number")) {
            read.add("integer");
        }
        require(
                writer != null && read.containsAll(texts(writer)),
                "%s is of type %s, and was %s".formatted(place, reader, writer));
    }

    private void compareProperties(JsonNode reader, JsonNode writer, String place) {
        JsonNode read = reader.path("properties");
        JsonNode written = writer.path("properties");
        for (Map.Entry<String, JsonNode> property : written.properties()) {
            String name = property.getKey() + " of " + place;
            if (read.has(property.getKey())) {
                compare(read.get(property.getKey()), property.getValue(), name);
            } else {
                complaints.add(name + " was taken away");
            }
        }
        Set<String> alwaysThere = texts(writer.path("required"));
        texts(reader.path("required")).stream()
                .filter(name -> !alwaysThere.contains(name))
                .forEach(name -> complaints.add("%s of %s is required, and was not".formatted(name, place)));
    }

    private void require(boolean kept, String complaint) {
        if (!kept) {
            complaints.add(complaint);
        }
    }

    /** What fits into 32 bits fits into 64. */
    private static boolean isWider(JsonNode reader, @Nullable JsonNode writer) {
        return reader.asString().equals("int64")
                && writer != null
                && writer.asString().equals("int32");
    }

    private static BigDecimal number(JsonNode limit) {
        return limit.decimalValue();
    }

    /** The texts of a list, or the only one. */
    private static Set<String> texts(JsonNode some) {
        Set<JsonNode> values = some.isArray() ? values(some) : some.isMissingNode() ? Set.of() : Set.of(some);
        return values.stream().map(JsonNode::asString).collect(Collectors.toSet());
    }

    private static Set<JsonNode> values(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).collect(Collectors.toSet());
    }
}
