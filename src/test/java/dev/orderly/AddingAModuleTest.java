package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.ApiClient.Answer;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

/**
 * The module that docs/adding-a-module.md builds is what it says. What stands on the page is laid out as in a checkout with
 * nothing else new in it, compiled, tested by its own test and by those that keep the walls, and run.
 */
@Tag("once-in-ci")
class AddingAModuleTest {

    private static final Path PAGE = Path.of("docs/adding-a-module.md");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** A block of code, and the line before it that says where it goes. */
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^`([^`\n]+)`([^\n]*)\n\n```(\\w+)\n(.*?)^```$", Pattern.DOTALL);

    private static final Pattern FENCE = Pattern.compile("(?m)^```\\w+$");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.-]+)` \\|.*$");

    @TempDir
    static Path checkout;

    private static Path main;
    private static Path test;

    @BeforeAll
    static void layOutAndCompile() throws IOException {
        main = checkout.resolve("target/classes");
        test = checkout.resolve("target/test-classes");
        for (String same : List.of("db", "docs", "src/main/resources", "src/test/resources")) {
            FileSystemUtils.copyRecursively(Path.of(same), checkout.resolve(same));
        }
        Files.writeString(checkout.resolve("modules.md"), modulesDocument());
        for (Map.Entry<String, String> file : files().entrySet()) {
            Path path = checkout.resolve(file.getKey());
            assertThat(Path.of(file.getKey())).as("a file that is new").doesNotExist();
            Files.createDirectories(Objects.requireNonNull(path.getParent()));
            Files.writeString(path, file.getValue());
        }
        FileSystemUtils.copyRecursively(checkout.resolve("db/loyalty"), main.resolve("db/loyalty"));
        compile("src/main/java", main, OrderlyProcess.classPath());
        compile("src/test/java", test, main + File.pathSeparator + OrderlyProcess.classPath());
    }

    @Test
    void every_block_of_the_page_says_where_it_goes() throws IOException {
        assertThat(FENCE.matcher(Files.readString(PAGE)).results().count()).isEqualTo(blocks().size());
    }

    @Test
    void the_module_passes_its_own_test_and_keeps_the_walls() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        String[] tests = {
            "dev.orderly.loyalty.LoyaltyTest",
            "dev.orderly.ArchitectureTest",
            "dev.orderly.WallsTest",
            "dev.orderly.MigrationRulesTest",
            "dev.orderly.ModulesDocumentTest",
            "dev.orderly.ModuleDoorsTest",
            "dev.orderly.ConfigurationDocumentTest",
            "dev.orderly.messaging.EventDoorTest",
            "dev.orderly.web.ApiDescriptionTest"
        };
        Map<String, String> environment = Map.of(
                "ORDERLY_TEST_DATASOURCE_URL", database.urlOutside().replaceFirst("/[^/?]*(\\?.*)?$", "/"),
                "ORDERLY_TEST_DATASOURCE_USERNAME", database.username(),
                "ORDERLY_TEST_DATASOURCE_PASSWORD", database.password());
        try (OrderlyProcess run = process(environment, RunTests.class.getName(), tests)) {
            assertThat(run.exitCode()).as(() -> tail(run.out()) + run.err()).isZero();
        }
    }

    @Test
    void a_running_application_gets_the_module_and_it_hears_of_orders_from_before_it() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        Map<String, String> environment = OrderlyProcess.environment(database);
        try (OrderlyProcess without = OrderlyProcess.java(
                checkout, environment, "-cp", OrderlyProcess.classPath(), Orderly.class.getName())) {
            ApiClient api = api(without);
            assertThat(api.get("/api/loyalty/early@example.com").status()).isEqualTo(404);
            api.send(api.json("/api/stock/TEA").PUT(BodyPublishers.ofString("{\"onHand\":9,\"reason\":\"delivery\"}")));
            String id = order(api);
            await().atMost(PATIENCE)
                    .until(() -> api.get("/api/orders/" + id)
                            .json()
                            .get("status")
                            .asString()
                            .equals("PAID"));
        }
        try (OrderlyProcess with = process(environment, Orderly.class.getName())) {
            ApiClient api = api(with);
            awaitPoints(api, 25);
            order(api);
            awaitPoints(api, 50);
        }
    }

    private static String order(ApiClient api) {
        Answer answer = api.placeOrder("""
                {"customerEmail":"early@example.com","currency":"EUR",
                 "lines":[{"sku":"TEA","quantity":2,"unitPriceMinor":1290}]}""");
        assertThat(answer.status()).as(answer::body).isEqualTo(201);
        return answer.json().get("id").asString();
    }

    private static void awaitPoints(ApiClient api, int points) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                api.get("/api/loyalty/early@example.com").body())
                        .isEqualTo("{\"customerEmail\":\"early@example.com\",\"points\":%d}".formatted(points)));
    }

    private static ApiClient api(OrderlyProcess process) {
        await().atMost(PATIENCE).until(() -> process.port().isPresent() || !process.isAlive());
        return new ApiClient(process.port().orElseThrow(() -> new AssertionError(process.err() + process.out())));
    }

    /** A JVM in that checkout. */
    private static OrderlyProcess process(Map<String, String> environment, String mainClass, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                "-XX:+EnableDynamicAgentLoading",
                "-cp",
                Stream.of(test, main).map(Path::toString).collect(Collectors.joining(File.pathSeparator))
                        + File.pathSeparator
                        + OrderlyProcess.classPath(),
                mainClass));
        command.addAll(List.of(arguments));
        return OrderlyProcess.java(checkout, environment, command.toArray(String[]::new));
    }

    private static void compile(String source, Path into, String classPath) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> found = Files.walk(checkout.resolve(source))) {
            Files.createDirectories(into);
            List<Path> sources =
                    found.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).isNotEmpty();
            boolean compiled = compiler.getTask(
                            said,
                            files,
                            null,
                            List.of(
                                    "-parameters",
                                    "-proc:none",
                                    "-Xlint:unchecked,rawtypes,deprecation",
                                    "-Werror",
                                    "-cp",
                                    classPath,
                                    "-d",
                                    into.toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            assertThat(compiled).as(said::toString).isTrue();
        }
    }

    /** The page's code by the file that it goes into. */
    private static Map<String, String> files() throws IOException {
        Map<String, String> files = new LinkedHashMap<>();
        for (MatchResult block : blocks()) {
            if (!block.group(1).equals("modules.md")) {
                assertThat(block.group(1)).matches("(db|src/(main|test)/java/dev/orderly)/loyalty/.*");
                assertThat(files.put(block.group(1), block.group(4))).isNull();
            }
        }
        return files;
    }

    /** modules.md with what the page adds to it. */
    private static String modulesDocument() throws IOException {
        String document = Files.readString(Path.of("modules.md"));
        Map<String, String> rows = new TreeMap<>();
        for (MatchResult block : blocks()) {
            if (block.group(1).equals("modules.md") && block.group(2).contains("section")) {
                document = document.replaceFirst(
                        "(?m)^## messaging$", Matcher.quoteReplacement(block.group(4)) + "\n## messaging");
            } else if (block.group(1).equals("modules.md")) {
                ROW.matcher(block.group(4)).results().forEach(row -> rows.put(row.group(1), row.group()));
            }
        }
        assertThat(rows).isNotEmpty();
        return ROW.matcher(document)
                .replaceAll(row -> Matcher.quoteReplacement(rows.getOrDefault(row.group(1), row.group())));
    }

    private static List<MatchResult> blocks() throws IOException {
        return BLOCK.matcher(Files.readString(PAGE)).results().toList();
    }

    private static String tail(String text) {
        return text.substring(Math.max(0, text.length() - 6_000));
    }
}
