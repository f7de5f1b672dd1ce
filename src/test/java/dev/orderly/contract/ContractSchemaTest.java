package dev.orderly.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orderly.OrderlyTest;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schemas that are checked in say what the records say, and each can read what any release has written by an earlier
 * state of it. Where a test finds a file to be out of date, {@code mvn test -Dtest=ContractSchemaTest -Dcontract.write=true}
 * writes it.
 */
@OrderlyTest
class ContractSchemaTest {

    private static final boolean WRITE = Boolean.getBoolean("contract.write");
    private static final Path SCHEMAS = Path.of("src/main/resources/contract");
    private static final Path SAMPLES = Path.of("src/test/resources/contract/samples");
    private static final Path RELEASES = Path.of("src/test/resources/contract/releases");
    private static final Pattern RELEASE = Pattern.compile("^## (\\d+\\.\\d+\\.\\d+), \\d{4}-", Pattern.MULTILINE);
    private static final JsonMapper JSON = JsonMapper.builder()
            .defaultPrettyPrinter(new DefaultPrettyPrinter()
                    .withObjectIndenter(new DefaultIndenter("  ", "\n"))
                    .withArrayIndenter(new DefaultIndenter("  ", "\n")))
            .build();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final SortedMap<String, ObjectNode> derived = new TreeMap<>();

    @Autowired
    ContractSchemaTest(ObjectProvider<EventTypes> types) {
        types.orderedStream()
                .flatMap(some -> some.descriptors().stream())
                .forEach(event -> IntStream.rangeClosed(1, event.version())
                        .forEach(version -> derived.put(event.type() + "/" + version, derive(event, version))));
    }

    @Test
    void every_event_in_every_version_has_the_schema_of_its_record() throws IOException {
        for (Map.Entry<String, ObjectNode> schema : derived.entrySet()) {
            Path file = SCHEMAS.resolve(schema.getKey() + ".json");
            assertThat(readOrWrite(file, schema.getValue()))
                    .as("%s, held against the record; see the comment on this test", file)
                    .isEqualTo(schema.getValue());
        }
        assertThat(filesBelow(SCHEMAS))
                .as("schemas, each of a record that there is")
                .isEqualTo(keys());
    }

    @Test
    void every_schema_is_one_and_its_example_keeps_to_it() {
        derived.forEach((key, schema) -> {
            assertThat(errors(
                            REGISTRY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema")),
                            schema))
                    .as(key)
                    .isEmpty();
            assertThat(schema.get("examples"))
                    .as(key)
                    .isNotEmpty()
                    .allSatisfy(example -> assertThat(errors(REGISTRY.getSchema(schema), example))
                            .isEmpty());
        });
    }

    @Test
    void every_release_has_left_its_schemas_behind() throws IOException {
        List<String> released = RELEASE.matcher(Files.readString(Path.of("CHANGELOG.md")))
                .results()
                .map(MatchResult::group)
                .map(heading -> heading.replaceAll("## |,.*", ""))
                .toList();
        assertThat(released).isNotEmpty();
        ObjectNode now = JSON.createObjectNode();
        now.setAll(derived);
        for (String release : released) {
            Path file = RELEASES.resolve(release + ".json");
            if (WRITE && Files.notExists(file)) {
                readOrWrite(file, now);
            }
            assertThat(file)
                    .as("what %s published; see the comment on this test", release)
                    .exists();
        }
    }

    /** BACKWARD_TRANSITIVE: against every release, not the last one alone. */
    @Test
    void what_any_release_has_stored_in_a_version_is_read_by_the_record_of_that_version() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path release : releases()) {
            for (Map.Entry<String, JsonNode> published : JSON.readTree(release).properties()) {
                JsonNode now = derived.get(published.getKey());
                if (now == null) {
                    broken.add("%s of %s is gone".formatted(published.getKey(), release.getFileName()));
                } else {
                    Compatibility.complaints(now, published.getValue())
                            .forEach(complaint -> broken.add(
                                    "%s of %s: %s".formatted(published.getKey(), release.getFileName(), complaint)));
                }
            }
        }
        assertThat(broken)
                .as(
                        "what stored events would not survive; add a version, and keep the record as it was as an EarlierVersion")
                .isEmpty();
    }

    private static ObjectNode derive(EventDescriptor<?> event, int version) {
        JsonNode example = JSON.readTree(SAMPLES.resolve("%s/%d/example.json".formatted(event.type(), version)));
        Class<?> record = event.recordOf(version);
        return DeriveSchema.of(event.type(), version, record, orderingKey(event, version, example), List.of(example));
    }

    /** The property that holds the key: in an example no two have the same value. */
    private static <E> String orderingKey(EventDescriptor<E> event, int version, JsonNode example) {
        String key = event.key().apply(event.newest(version, JSON.treeToValue(example, event.recordOf(version))));
        List<String> holders = example.properties().stream()
                .filter(property -> property.getValue().asString("").equals(key))
                .map(Map.Entry::getKey)
                .toList();
        assertThat(holders).as("what orders %s", event.type()).hasSize(1);
        return holders.getFirst();
    }

    private static JsonNode readOrWrite(Path file, ObjectNode content) throws IOException {
        if (WRITE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content) + "\n");
        }
        assertThat(file).as("see the comment on this test").exists();
        return JSON.readTree(file);
    }

    private static List<Path> releases() throws IOException {
        try (Stream<Path> files = Files.list(RELEASES)) {
            List<Path> releases = files.sorted().toList();
            assertThat(releases).isNotEmpty();
            return releases;
        }
    }

    private List<String> keys() {
        return List.copyOf(derived.keySet());
    }

    private static List<String> filesBelow(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file)
                            .toString()
                            .replace('\\', '/')
                            .replace(".json", ""))
                    .sorted()
                    .toList();
        }
    }

    private static List<Error> errors(com.networknt.schema.Schema schema, JsonNode instance) {
        return schema.validate(instance);
    }
}
