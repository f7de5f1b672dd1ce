package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.InstanceView.ModuleWork;
import dev.orderly.messaging.InstanceView.ShardWork;
import dev.orderly.messaging.InstanceView.State;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Whoever looks sees which processes share the work, and what each of them did of it. */
class InstancesTest {

    private static final List<String> METERS =
            IntStream.range(0, 40).mapToObj(n -> "meter-" + n).toList();

    Station one;
    Station two;

    @BeforeEach
    void start() {
        TestDatabase database = TestDatabase.fresh();
        one = Station.start(database, "orderly.instance.name=one", "server.port=0");
        two = Station.start(database, "orderly.instance.name=two", "orderly.modules=meter,ledger");
        METERS.forEach(one.meters()::install);
    }

    @AfterEach
    void stop() {
        two.close();
        one.close();
    }

    @Test
    void both_are_listed_with_what_each_handled_and_nothing_is_listed_twice() throws Exception {
        await().atMost(Duration.ofSeconds(60)).until(() -> {
            METERS.forEach(meter -> {
                one.meters().read(meter);
                two.meters().read(meter);
            });
            one.awaitHandled();
            return handledIn(one, "ledger") > 0 && handledIn(two, "ledger") > 0;
        });
        // What the workers have committed they have counted only when they have ended.
        fallSilent(one);
        fallSilent(two);
        reports(one).report();
        reports(two).report();

        JsonNode items = get("/api/messaging/instances").get("items");

        assertThat(items).hasSize(2).allSatisfy(item -> {
            assertThat(item.get("state").asString()).isEqualTo("RUNNING");
            assertThat(item.get("silentSince").isNull()).isTrue();
            assertThat(item.get("site").asString()).isEqualTo("hub");
            assertThat(item.get("host").asString()).isNotEmpty();
            assertThat(item.get("pid").asLong())
                    .isEqualTo(ProcessHandle.current().pid());
        });
        assertThat(items).extracting(item -> item.get("name").asString()).containsExactly("one", "two");
        assertThat(items)
                .extracting(item -> item.get("modules").toString())
                .containsExactly("[\"chart\",\"ledger\",\"meter\"]", "[\"ledger\",\"meter\"]");
        assertThat(work("chart")).as("chart runs in one alone").isEqualTo(published());
        assertThat(work("ledger")).as("each event is listed once").isEqualTo(published());
    }

    @Test
    void one_that_falls_silent_is_gone_and_its_shards_go_to_the_other() {
        reports(two).report();
        fallSilent(two);
        long handledByTwo = handledIn(two, "ledger");

        METERS.forEach(one.meters()::read);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(one.count("SELECT COUNT(*) FROM ledger_entry"))
                        .isEqualTo(METERS.size()));
        fallSilent(one);

        reports(one).report();
        assertThat(work("ledger"))
                .as("what one handled, as two did nothing since")
                .isEqualTo(published());
        assertThat(handledByTwo).isZero();
        one.jdbc()
                .sql("UPDATE instance SET seen_at = seen_at - INTERVAL 31 SECOND WHERE name = 'two'")
                .update();
        InstanceView gone = view("two");
        assertThat(gone.state()).isEqualTo(State.GONE);
        assertThat(gone.silentSince()).isEqualTo(gone.lastSeenAt());
        assertThat(gone.work()).isEmpty();
        assertThat(view("one").state()).isEqualTo(State.RUNNING);
    }

    @Test
    void one_that_stops_is_not_listed_any_more() {
        await().until(() -> views().size() == 2);
        two.close();
        assertThat(views()).extracting(InstanceView::name).containsExactly("one");
    }

    @Test
    void one_that_has_been_silent_for_an_hour_is_forgotten_by_those_that_run() {
        await().until(() -> views().size() == 2);
        fallSilent(two);
        one.jdbc()
                .sql("UPDATE instance SET seen_at = seen_at - INTERVAL 61 MINUTE WHERE name = 'two'")
                .update();
        for (int n = 0; n < 60; n++) {
            reports(one).report();
        }
        assertThat(views()).extracting(InstanceView::name).containsExactly("one");
    }

    @Test
    void what_was_handled_more_than_a_minute_ago_is_not_listed() {
        RecentWork work = new RecentWork();
        work.handled("ledger", Map.of(3, 5));
        assertThat(work.turn()).isEqualTo(Map.of("ledger", Map.of(3, 5L)));
        work.handled("ledger", Map.of(3, 2, 4, 1));
        assertThat(work.turn()).isEqualTo(Map.of("ledger", Map.of(3, 7L, 4, 1L)));
        for (int n = 0; n < 4; n++) {
            work.turn();
        }
        assertThat(work.turn()).isEqualTo(Map.of("ledger", Map.of(3, 2L, 4, 1L)));
        assertThat(work.turn()).isEmpty();
    }

    private static void fallSilent(Station station) {
        Dispatcher dispatcher = station.context().getBean(Dispatcher.class);
        Relay relay = station.context().getBean(Relay.class);
        Loop.stopAll(Stream.concat(
                dispatcher.loops(), Stream.of(relay.loop(), reports(station).loop())));
    }

    private static ReportInstance reports(Station station) {
        return station.context().getBean(ReportInstance.class);
    }

    private long handledIn(Station station, String module) {
        reports(station).report();
        return view(station.equals(one) ? "one" : "two").work().stream()
                .filter(work -> work.module().equals(module))
                .mapToLong(ModuleWork::events)
                .sum();
    }

    /** How many events of the module all processes together say they have handled, by shard. */
    private SortedMap<Integer, Long> work(String module) {
        SortedMap<Integer, Long> work = new TreeMap<>();
        views().stream()
                .flatMap(view -> view.work().stream())
                .filter(each -> each.module().equals(module))
                .flatMap(each -> each.shards().stream())
                .forEach((ShardWork shard) -> work.merge(shard.shard(), shard.events(), Long::sum));
        return work;
    }

    private SortedMap<Integer, Long> published() {
        SortedMap<Integer, Long> published = new TreeMap<>();
        one.jdbc()
                .sql("SELECT shard, COUNT(*) AS events FROM outbox GROUP BY shard")
                .query(row -> {
                    published.put(row.getInt("shard"), row.getLong("events"));
                });
        return published;
    }

    private List<InstanceView> views() {
        return one.context().getBean(InstanceController.class).instances().items();
    }

    private InstanceView view(String name) {
        return views().stream()
                .filter(view -> view.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode get(String path) throws Exception {
        String port = one.context().getEnvironment().getRequiredProperty("local.server.port");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return JsonMapper.shared()
                    .readTree(http.send(
                                    HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                                            .build(),
                                    BodyHandlers.ofString())
                            .body());
        }
    }
}
