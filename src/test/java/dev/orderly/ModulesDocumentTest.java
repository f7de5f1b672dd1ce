package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.base.Splitter;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import dev.orderly.messaging.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/** What modules.md says of tables, HTTP, publishers and consumers is what the code does. */
@OrderlyTest
class ModulesDocumentTest {

    private static final Pattern SECTION = Pattern.compile("^## (\\w+)$", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static String document = "";

    private final List<EventDescriptor<?>> events;
    private final List<Subscription> subscriptions;
    private final RequestMappingHandlerMapping mappings;

    @Autowired
    ModulesDocumentTest(
            ObjectProvider<EventTypes> types,
            ObjectProvider<Subscription> subscriptions,
            @Qualifier("requestMappingHandlerMapping") RequestMappingHandlerMapping mappings) {
        this.events = types.orderedStream()
                .<EventDescriptor<?>>flatMap(some -> some.descriptors().stream())
                .toList();
        this.subscriptions = subscriptions.orderedStream().toList();
        this.mappings = mappings;
    }

    @BeforeAll
    static void read() throws IOException {
        document = Files.readString(Path.of("modules.md"));
    }

    @Test
    void every_modules_tables_are_named() {
        Map<String, SortedSet<String>> tables = new TreeMap<>();
        TableOwners.byTable().forEach((table, owner) -> {
            if (Files.isDirectory(Path.of("db", owner))) {
                tables.computeIfAbsent(owner, name -> new TreeSet<>()).add(table);
            }
        });
        assertThat(listed("Tables:")).isEqualTo(tables);
    }

    @Test
    void every_modules_endpoints_are_named() {
        Map<String, SortedSet<String>> endpoints = new TreeMap<>();
        mappings.getHandlerMethods().forEach((mapping, method) -> {
            String type = method.getBeanType().getName();
            if (type.startsWith("dev.orderly.")) {
                String module = module(type);
                endpoints.computeIfAbsent(module, name -> new TreeSet<>()).addAll(calls(mapping));
            }
        });
        endpoints.values().forEach(calls -> calls.removeIf(call -> call.contains("/error")));
        endpoints.values().removeIf(Collection::isEmpty);
        assertThat(listed("HTTP:")).isEqualTo(endpoints);
    }

    @Test
    void every_event_is_named_with_its_publisher_its_consumers_and_what_it_means() {
        Map<String, String> publishers = publishers();
        assertThat(rows())
                .containsExactlyInAnyOrderElementsOf(events.stream()
                        .map(event -> List.of(
                                event.type(),
                                publishers.getOrDefault(event.type(), "outside"),
                                consumers(event.record()),
                                meaning(event)))
                        .toList());
    }

    @Test
    void every_event_is_published_by_the_module_that_its_name_begins_with() {
        publishers().forEach((type, publisher) -> assertThat(type).startsWith(publisher + "."));
    }

    @Test
    void every_event_has_a_listener_or_is_declared_to_be_for_the_outside() {
        assertThat(events)
                .allSatisfy(event -> assertThat(consumers(event.record()).isEmpty())
                        .as(event.type() + " has no listener")
                        .isEqualTo(event.outwardOnly()));
    }

    /** As its newest schema has it. */
    private static String meaning(EventDescriptor<?> event) {
        return JsonMapper.shared()
                .readTree(Path.of("src/main/resources/contract", event.type(), event.version() + ".json"))
                .get("description")
                .asString();
    }

    private String consumers(Class<?> event) {
        return subscriptions.stream()
                .filter(subscription -> subscription.types().contains(event))
                .map(Subscription::module)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    /** Who makes each event, other than the messaging that reads it back and the earlier version that becomes it. */
    private Map<String, String> publishers() {
        Map<String, EventDescriptor<?>> byRecord =
                events.stream().collect(Collectors.toMap(event -> event.record().getName(), event -> event));
        Map<String, String> publishers = new TreeMap<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.orderly")) {
            for (JavaConstructorCall call : type.getConstructorCallsFromSelf()) {
                EventDescriptor<?> event = byRecord.get(call.getTargetOwner().getName());
                String module = module(type.getName());
                if (event != null && !module.equals("contract")) {
                    assertThat(publishers.merge(
                                    event.type(),
                                    module,
                                    (one, other) -> one.equals(other) ? one : one + " and " + other))
                            .isEqualTo(module);
                }
            }
        }
        return publishers;
    }

    private static String module(String className) {
        return Splitter.on('.').splitToList(className).get(2);
    }

    private static Set<String> calls(RequestMappingInfo mapping) {
        return mapping.getPatternValues().stream()
                .flatMap(path ->
                        mapping.getMethodsCondition().getMethods().stream().map(verb -> verb + " " + path))
                .collect(Collectors.toSet());
    }

    /** What stands in backquotes in the line of each section that begins so. */
    private static Map<String, SortedSet<String>> listed(String label) {
        Map<String, SortedSet<String>> listed = new TreeMap<>();
        sections()
                .forEach((name, text) -> text.lines()
                        .filter(line -> line.startsWith(label))
                        .forEach(line -> CODE.matcher(line)
                                .results()
                                .map(match -> match.group(1))
                                .forEach(item -> listed.computeIfAbsent(name, section -> new TreeSet<>())
                                        .add(item))));
        return listed;
    }

    private static Map<String, String> sections() {
        Map<String, String> sections = new TreeMap<>();
        List<MatchResult> headings = SECTION.matcher(document).results().toList();
        for (int n = 0; n < headings.size(); n++) {
            int end = n + 1 < headings.size() ? headings.get(n + 1).start() : document.length();
            sections.put(
                    headings.get(n).group(1), document.substring(headings.get(n).end(), end));
        }
        return sections;
    }

    /** Event, publisher, consumers and meaning of each row of the table of events. */
    private static List<List<String>> rows() {
        return document.lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Splitter.on('|').trimResults().splitToList(line))
                .map(cells -> Stream.of(cells.get(1), cells.get(2), cells.get(3), cells.get(4))
                        .map(ModulesDocumentTest::plain)
                        .toList())
                .toList();
    }

    private static String plain(String cell) {
        Matcher none = Pattern.compile("none.*").matcher(cell);
        return none.matches() ? "" : cell.replace("`", "");
    }
}
