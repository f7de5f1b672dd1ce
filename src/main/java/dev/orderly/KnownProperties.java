package dev.orderly;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The properties that the application reads, from the description of them that the compiler leaves beside its classes. */
record KnownProperties(List<Known> all) {

    private static final String DESCRIPTION = "META-INF/spring-configuration-metadata.json";
    private static final String OURS = "dev/orderly/Orderly.class";

    /**
     * @param open whether any name may follow, as in a map or a list
     */
    private record Known(ConfigurationPropertyName name, boolean open) {

        boolean covers(ConfigurationPropertyName other) {
            return name.equals(other) || (open && name.isAncestorOf(other));
        }

        /** Spring reads {@code orderly.api-keys} from ORDERLY_APIKEYS and from ORDERLY_API_KEYS. */
        boolean coversVariable(String variable) {
            return Stream.of("", "_")
                    .map(dash ->
                            name.toString().replace("-", dash).replace('.', '_').toUpperCase(Locale.ROOT))
                    .anyMatch(form -> variable.equals(form) || (open && variable.startsWith(form + "_")));
        }
    }

    static KnownProperties load() {
        List<Known> all = new ArrayList<>();
        try (InputStream json = description().openStream()) {
            for (JsonNode property : JsonMapper.shared().readTree(json).path("properties")) {
                String type = property.path("type").asString("");
                all.add(new Known(
                        ConfigurationPropertyName.of(property.path("name").asString()),
                        type.startsWith("java.util.Map") || type.startsWith("java.util.List")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KnownProperties(all);
    }

    boolean contains(ConfigurationPropertyName name) {
        return all.stream().anyMatch(known -> known.covers(name));
    }

    boolean containsVariable(String variable) {
        return all.stream().anyMatch(known -> known.coversVariable(variable));
    }

    /** Every library has such a description. Ours lies beside our classes, or at the root of the executable jar. */
    private static URL description() {
        ClassLoader loader = Orderly.class.getClassLoader();
        String classes =
                Objects.requireNonNull(loader.getResource(OURS)).toString().replace(OURS, "");
        return loader.resources(DESCRIPTION)
                .filter(found -> found.toString().equals(classes + DESCRIPTION))
                .findFirst()
                .orElseGet(() -> Objects.requireNonNull(ClassLoader.getSystemResource(DESCRIPTION)));
    }
}
