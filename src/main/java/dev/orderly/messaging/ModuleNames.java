package dev.orderly.messaging;

import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.env.AbstractEnvironment;
import org.springframework.core.type.filter.AnnotationTypeFilter;

/**
 * Every module of the application, whether it runs in this process or not.
 *
 * @param all their names
 * @param optional those that {@code orderly.modules} may name
 * @param cappedJobs the jobs whose rate can be capped
 * @param doors what leads to which of them
 */
record ModuleNames(Set<String> all, Set<String> optional, Set<String> cappedJobs, ModuleDoors doors) {

    /** Finds the classes that carry {@link ModuleConfiguration} in these packages and below. */
    static ModuleNames in(Collection<String> packages) {
        // An empty environment, in which every module is active.
        var scanner = new ClassPathScanningCandidateComponentProvider(false, new AbstractEnvironment() {});
        scanner.addIncludeFilter(new AnnotationTypeFilter(ModuleConfiguration.class));
        var modules = packages.stream()
                .flatMap(base -> scanner.findCandidateComponents(base).stream())
                .map(definition -> ((AnnotatedBeanDefinition) definition).getMetadata())
                .map(metadata ->
                        Objects.requireNonNull(metadata.getAnnotationAttributes(ModuleConfiguration.class.getName())))
                .toList();
        return new ModuleNames(
                modules.stream()
                        .map(module -> String.valueOf(module.get("name")))
                        .collect(Collectors.toSet()),
                modules.stream()
                        .filter(module -> Boolean.FALSE.equals(module.get("always")))
                        .map(module -> String.valueOf(module.get("name")))
                        .collect(Collectors.toCollection(TreeSet::new)),
                modules.stream()
                        .flatMap(module -> texts(module, "cappedJobs"))
                        .collect(Collectors.toCollection(TreeSet::new)),
                new ModuleDoors(modules.stream()
                        .flatMap(module ->
                                texts(module, "doors").map(door -> Map.entry(door, String.valueOf(module.get("name")))))
                        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    private static Stream<String> texts(Map<String, @Nullable Object> module, String attribute) {
        return Arrays.stream((String[]) Objects.requireNonNull(module.get(attribute)));
    }

    /**
     * Refuses a property that names modules which there are not.
     *
     * @throws FailureAnalyzedException naming them
     */
    void require(String property, Set<String> named) {
        require(property, named, optional, "module");
    }

    /**
     * Refuses rate caps for what has none.
     *
     * @throws FailureAnalyzedException naming them
     */
    void requireCapped(String property, Set<String> named) {
        Set<String> capped = new TreeSet<>(optional);
        capped.addAll(cappedJobs);
        require(property, named, capped, "module or job");
    }

    private static void require(String property, Set<String> named, Set<String> known, String what) {
        Set<String> unknown = new TreeSet<>(named);
        unknown.removeAll(known);
        if (!unknown.isEmpty()) {
            throw new FailureAnalyzedException(
                    "%s names %s, and there is no such %s.".formatted(property, String.join(", ", unknown), what),
                    "There are %s.".formatted(String.join(", ", known)));
        }
    }
}
