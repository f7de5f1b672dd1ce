package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.lang.reflect.Parameter;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * What docs/configuration.md says of each property, its type and its default, is what the code does. Those of clients
 * that we read by their ordinary names are described there in words.
 */
class ConfigurationDocumentTest {

    @Test
    void every_property_is_documented_with_its_type_and_its_default() throws Exception {
        assertThat(documented()).containsExactlyInAnyOrderElementsOf(declared());
    }

    /** Name, type and default of each row. */
    private static List<String> documented() throws IOException {
        return Files.readString(Path.of("docs/configuration.md"))
                .lines()
                .filter(line -> line.startsWith("| `orderly."))
                .map(line -> Splitter.on('|').trimResults().splitToList(line))
                .map(cells -> cells.get(1) + " | " + cells.get(2) + " | " + cells.get(3))
                .toList();
    }

    private static Set<String> declared() throws ClassNotFoundException {
        Set<String> rows = new TreeSet<>();
        rows.add("`orderly.modules` | list | all");
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        for (var definition : scanner.findCandidateComponents("dev.orderly")) {
            Class<?> record = Class.forName(definition.getBeanClassName());
            if (record.getAnnotation(ConfigurationProperties.class).value().startsWith("orderly")) {
                rows.addAll(rows(record));
            }
        }
        return rows;
    }

    private static List<String> rows(Class<?> record) {
        String prefix = record.getAnnotation(ConfigurationProperties.class).value();
        RecordComponent[] components = record.getRecordComponents();
        Parameter[] parameters = record.getDeclaredConstructors()[0].getParameters();
        return java.util.stream.IntStream.range(0, components.length)
                .mapToObj(n -> "`%s.%s` | %s | %s"
                        .formatted(
                                prefix,
                                kebab(components[n].getName()),
                                type(components[n].getType()),
                                defaultOf(parameters[n])))
                .toList();
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String type(Class<?> type) {
        return type.getSimpleName().replace("Integer", "int").toLowerCase(Locale.ROOT);
    }

    private static String defaultOf(Parameter parameter) {
        DefaultValue value = parameter.getAnnotation(DefaultValue.class);
        return value == null || value.value().length == 0 || value.value()[0].isEmpty()
                ? "none"
                : Arrays.stream(value.value()).map(one -> "`" + one + "`").collect(Collectors.joining(", "));
    }
}
