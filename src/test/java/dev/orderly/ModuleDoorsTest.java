package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.ModuleDoors;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ApplicationContext;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What modules say of their doors is where their controllers are, so that requests can be passed on to where they run. */
@OrderlyTest
class ModuleDoorsTest {

    private final ApplicationContext application;
    private final ModuleDoors doors;
    private final RequestMappingHandlerMapping mappings;

    ModuleDoorsTest(
            @Autowired ApplicationContext application,
            @Autowired ModuleDoors doors,
            @Autowired @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        this.application = application;
        this.doors = doors;
        this.mappings = mappings;
    }

    @Test
    void each_modules_doors_are_those_of_its_controllers() {
        Map<String, Set<String>> found = new TreeMap<>();
        Map<String, Set<String>> used = new TreeMap<>();
        mappings.getHandlerMethods()
                .forEach((mapping, method) -> mapping.getPatternValues().forEach(path -> {
                    String owner = owner(method.getBeanType());
                    found.computeIfAbsent(owner, name -> new TreeSet<>()).add(path);
                    doors.moduleOf(path)
                            .ifPresent(module -> assertThat(module).as(path).isEqualTo(owner));
                    doors.modules().keySet().stream()
                            .filter(door -> path.equals(door) || path.startsWith(door + "/"))
                            .forEach(door -> used.computeIfAbsent(owner, name -> new TreeSet<>())
                                    .add(door));
                }));

        for (String module : optional()) {
            assertThat(found.get(module))
                    .as("addresses of %s that lead to it where it does not run", module)
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(doors.moduleOf(path)).contains(module));
        }
        assertThat(used.values().stream().flatMap(Set::stream))
                .as("doors behind which there is something")
                .containsExactlyInAnyOrderElementsOf(doors.modules().keySet());
    }

    @Test
    void a_door_is_a_whole_part_of_a_path() {
        assertThat(doors.moduleOf("/api/orders")).contains("order");
        assertThat(doors.moduleOf("/api/orders/1/ship")).contains("order");
        assertThat(doors.moduleOf("/api/stock-reconciliation")).contains("inventory");
        assertThat(doors.moduleOf("/api/ordersx")).isEmpty();
        assertThat(doors.moduleOf("/api")).isEmpty();
        assertThat(doors.moduleOf("/")).isEmpty();
    }

    private Set<String> optional() {
        Set<String> optional = new TreeSet<>();
        for (String bean : application.getBeanNamesForAnnotation(ModuleConfiguration.class)) {
            ModuleConfiguration module =
                    Objects.requireNonNull(application.findAnnotationOnBean(bean, ModuleConfiguration.class));
            if (!module.always()) {
                optional.add(module.name());
            }
        }
        assertThat(optional).isNotEmpty();
        return optional;
    }

    private static String owner(Class<?> controller) {
        return controller.getName().startsWith("dev.orderly.")
                ? Splitter.on('.').splitToList(controller.getName()).get(2)
                : "";
    }
}
