package dev.orderly.contract;

import com.github.victools.jsonschema.generator.FieldScope;
import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Makes the JSON Schema of a record: its components in their order, what may be null, what is personal, what it means. */
final class DeriveSchema {

    private static final SchemaGenerator GENERATOR = generator();

    private DeriveSchema() {}

    /**
     * The schema of a version of an event.
     *
     * @param orderingKey the component that it is ordered by
     */
    static ObjectNode of(String type, int version, Class<?> record, String orderingKey, List<JsonNode> examples) {
        ObjectNode derived = of(record);
        ObjectNode schema = JsonMapper.shared().createObjectNode();
        schema.set("$schema", derived.remove("$schema"));
        schema.put("$id", "urn:orderly:event:%s:%d".formatted(type, version)).put("title", type);
        schema.put("description", Javadoc.of(record).orElseThrow());
        schema.put("x-ordering-key", orderingKey);
        schema.setAll(derived);
        schema.putArray("examples").addAll(examples);
        return schema;
    }

    /** What can be said of any record. */
    static ObjectNode of(Class<?> record) {
        return GENERATOR.generateSchema(record);
    }

    private static SchemaGenerator generator() {
        var config = new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON)
                .with(Option.INLINE_ALL_SCHEMAS, Option.EXTRA_OPEN_API_FORMAT_VALUES);
        config.forTypesInGeneral().withPropertySorter((_, _) -> 0);
        config.forFields()
                .withRequiredCheck(field -> !isNullable(field))
                .withNullableCheck(DeriveSchema::isNullable)
                .withDescriptionResolver(DeriveSchema::description)
                .withInstanceAttributeOverride((attributes, field, context) -> {
                    if (!field.isFakeContainerItemScope() && component(field).isAnnotationPresent(PersonalData.class)) {
                        attributes.put("x-personal-data", true);
                    }
                });
        return new SchemaGenerator(config.build());
    }

    private static boolean isNullable(FieldScope field) {
        return !field.isFakeContainerItemScope()
                && component(field).getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable String description(FieldScope field) {
        return field.isFakeContainerItemScope()
                ? null
                : Javadoc.of(component(field).getDeclaringRecord(), field.getName())
                        .orElse(null);
    }

    private static RecordComponent component(FieldScope field) {
        return Arrays.stream(field.getRawMember().getDeclaringClass().getRecordComponents())
                .filter(component -> component.getName().equals(field.getDeclaredName()))
                .findFirst()
                .orElseThrow();
    }
}
