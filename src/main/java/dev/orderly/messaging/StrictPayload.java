package dev.orderly.messaging;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Checks a payload that a person wrote against the record of its event, in the version that it was stored in: every field
 * there, none besides, nothing null that may not be, no value of another type, and the same key. What publishers write is
 * read more leniently, as a newer one may add a field.
 */
class StrictPayload {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(LogicalType.Textual, text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            })
            .build();

    private final EventCatalog catalog;

    StrictPayload(EventCatalog catalog) {
        this.catalog = catalog;
    }

    /**
     * The payload as it is to be stored in place of the event's.
     *
     * @throws InvalidCall naming the field that is wrong
     * @throws DeadLetterUnreadable where this application has no record for the event
     */
    String check(StoredEvent event, @Nullable JsonNode payload) {
        EventDescriptor<?> descriptor = catalog.descriptor(event).orElseThrow(() -> new DeadLetterUnreadable(event));
        if (payload == null || payload.isNull()) {
            throw new InvalidCall("payload", "must be given");
        }
        compare(descriptor.recordOf(event.version()), payload, "payload");
        return check(descriptor, event, payload);
    }

    /** What is edited stays in the version that it was stored in, and so do its fields. */
    private static <E> String check(EventDescriptor<E> descriptor, StoredEvent event, JsonNode payload) {
        Object edited = read(descriptor.recordOf(event.version()), payload);
        E newest = newest(descriptor, event.version(), edited);
        requireSame("key", event.key(), descriptor.key(), newest);
        requireSame("aggregate id", event.aggregateId(), descriptor.aggregateId(), newest);
        return JSON.writeValueAsString(edited);
    }

    private static <E> E newest(EventDescriptor<E> descriptor, int version, Object edited) {
        try {
            return descriptor.newest(version, edited);
        } catch (RuntimeException e) {
            throw new InvalidCall("payload", "cannot be brought to version %d: %s".formatted(descriptor.version(), e));
        }
    }

    private static Object read(Class<?> record, JsonNode payload) {
        try {
            return Objects.requireNonNull(JSON.treeToValue(payload, record));
        } catch (JacksonException e) {
            throw new InvalidCall(path(e), "has a value of the wrong type or out of bounds");
        }
    }

    private static <E> void requireSame(String what, String was, Function<? super E, String> now, E edited) {
        if (!was.equals(now.apply(edited))) {
            throw new InvalidCall(
                    "payload",
                    "must keep the %s %s: the event stays in its place among the others".formatted(what, was));
        }
    }

    private static void compare(Class<?> record, JsonNode node, String path) {
        if (!node.isObject()) {
            throw new InvalidCall(path, "must be an object");
        }
        RecordComponent[] components = record.getRecordComponents();
        TreeSet<String> unknown = new TreeSet<>(node.propertyNames());
        Arrays.stream(components).map(RecordComponent::getName).forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new InvalidCall(path + "." + unknown.first(), "is not known here; known are " + names(components));
        }
        for (RecordComponent component : components) {
            compare(component, node.get(component.getName()), path + "." + component.getName());
        }
    }

    private static void compare(RecordComponent component, @Nullable JsonNode value, String path) {
        if (value == null) {
            throw new InvalidCall(path, "must be given");
        }
        if (value.isNull()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                throw new InvalidCall(path, "must not be null");
            }
        } else if (component.getType().isRecord()) {
            compare(component.getType(), value, path);
        } else if (value.isArray()) {
            compareEach(component.getGenericType(), value, path);
        }
    }

    private static void compareEach(Type type, JsonNode array, String path) {
        boolean records = type instanceof ParameterizedType list
                && list.getActualTypeArguments()[0] instanceof Class<?> element
                && element.isRecord();
        for (int n = 0; n < array.size(); n++) {
            String place = path + "[" + n + "]";
            if (array.get(n).isNull()) {
                throw new InvalidCall(place, "must not be null");
            }
            if (records) {
                compare((Class<?>) ((ParameterizedType) type).getActualTypeArguments()[0], array.get(n), place);
            }
        }
    }

    private static String names(RecordComponent[] components) {
        return Arrays.stream(components).map(RecordComponent::getName).sorted().collect(Collectors.joining(", "));
    }

    private static String path(JacksonException error) {
        StringBuilder path = new StringBuilder("payload");
        for (JacksonException.Reference step : error.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append('.').append(step.getPropertyName());
            }
        }
        return path.toString();
    }
}
