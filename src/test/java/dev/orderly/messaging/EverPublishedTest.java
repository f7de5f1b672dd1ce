package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orderly.OrderlyTest;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Rows of every version of every event that was ever published can be read. The samples are kept for good: a folder for
 * each type and version, with an example and with what releases have really stored.
 */
@OrderlyTest
class EverPublishedTest {

    private static final Path SAMPLES = Path.of("src/test/resources/contract/samples");
    private static final Path RELEASES = Path.of("src/test/resources/contract/releases");
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Autowired
    EventCatalog catalog;

    /** A payload as it was stored. */
    private record Sample(Path file, String type, int version, String payload) {

        static Sample read(Path file) {
            Path relative = SAMPLES.relativize(file);
            try {
                return new Sample(
                        file,
                        relative.getName(0).toString(),
                        Integer.parseInt(relative.getName(1).toString()),
                        Files.readString(file));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        StoredEvent stored() {
            return new StoredEvent(
                    Ids.next(), "any", "any", type, version, "any", 0, payload, Trace.next(), "any", null);
        }
    }

    @Test
    void there_is_a_sample_of_every_type_and_version_that_is_known_or_was_released() throws IOException {
        Set<String> wanted = catalog.descriptors().stream()
                .flatMap(event -> IntStream.rangeClosed(1, event.version()).mapToObj(n -> event.type() + "/" + n))
                .collect(Collectors.toCollection(TreeSet::new));
        for (Path release : files(RELEASES)) {
            wanted.addAll(JsonMapper.shared().readTree(release).propertyNames());
        }
        assertThat(samples().stream().map(sample -> sample.type() + "/" + sample.version()))
                .containsAll(wanted);
    }

    @Test
    void every_sample_keeps_to_the_schema_of_its_version() throws IOException {
        assertThat(samples())
                .isNotEmpty()
                .allSatisfy(sample -> assertThat(REGISTRY.getSchema(schema(sample.type(), sample.version()))
                                .validate(JsonMapper.shared().readTree(sample.payload())))
                        .isEmpty());
    }

    @Test
    void every_sample_is_read_in_full_and_would_be_published_by_the_schema() throws IOException {
        assertThat(samples()).isNotEmpty().allSatisfy(sample -> {
            Object newest = catalog.read(sample.stored());
            EventDescriptor<?> event = catalog.descriptor(newest.getClass());
            assertThat(event.type()).isEqualTo(sample.type());
            assertComplete((Record) newest);
            StoredEvent published = catalog.write(newest, 8);
            assertThat(published.version()).isEqualTo(event.version());
            assertThat(published.key()).isNotEmpty();
            assertThat(REGISTRY.getSchema(schema(event.type(), event.version()))
                            .validate(JsonMapper.shared().readTree(published.payload())))
                    .isEmpty();
        });
    }

    @Test
    void a_payload_that_lacks_something_is_seen() {
        assertThat(REGISTRY.getSchema(schema("order.expired", 1))
                        .validate(JsonMapper.shared().readTree("{\"orderId\":\"1\"}")))
                .singleElement()
                .satisfies(error -> assertThat(error.getMessage()).contains("customerEmail"));
    }

    private static void assertComplete(Record event) throws ReflectiveOperationException {
        for (RecordComponent component : event.getClass().getRecordComponents()) {
            if (!component.getAnnotatedType().isAnnotationPresent(Nullable.class)) {
                component.getAccessor().setAccessible(true);
                assertThat(component.getAccessor().invoke(event))
                        .as(component.getName())
                        .isNotNull();
            }
        }
    }

    private static JsonNode schema(String type, int version) {
        return JsonMapper.shared().readTree(Path.of("src/main/resources/contract", type, version + ".json"));
    }

    private static List<Sample> samples() throws IOException {
        return files(SAMPLES).stream().map(Sample::read).toList();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }
}
