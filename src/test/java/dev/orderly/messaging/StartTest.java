package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.common.eventbus.Subscribe;
import dev.orderly.TestDatabase;
import dev.orderly.messaging.meters.MeterRead;
import dev.orderly.messaging.meters.MeterRemoved;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class StartTest {

    @Test
    void four_instances_start_at_once_on_an_empty_database() throws Exception {
        TestDatabase database = TestDatabase.fresh();
        List<Station> stations = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<Station>> starts = new ArrayList<>();
            for (int n = 0; n < 4; n++) {
                starts.add(threads.submit(() -> Station.start(database)));
            }
            for (Future<Station> start : starts) {
                stations.add(start.get());
            }
            Station any = stations.getFirst();
            any.meters().install("first");
            any.meters().read("first");
            any.awaitBooked("first", 1);
            assertThat(any.count("SELECT COUNT(*) FROM consumer_cursor")).isEqualTo(2 * 8);
        } finally {
            stations.forEach(Station::close);
        }
    }

    @Test
    void an_application_that_has_ended_holds_no_connections() {
        TestDatabase database = TestDatabase.fresh();
        Station.start(database).close();
        JdbcClient alone = JdbcClient.create(
                new DriverManagerDataSource(database.url(), database.username(), database.password()));
        await().untilAsserted(() -> assertThat(
                        alone.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE db = DATABASE()")
                                .query(Integer.class)
                                .single())
                .as("connections, this one included")
                .isEqualTo(1));
    }

    @Test
    void another_number_of_shards_than_the_installed_one_refuses_to_start() {
        TestDatabase database = TestDatabase.fresh();
        Station.start(database).close();
        assertThatThrownBy(() -> Station.start(database, "orderly.messaging.shards=4"))
                .hasStackTraceContaining("installed with 8 shards, but orderly.messaging.shards is 4");
    }

    @Test
    void a_module_name_that_does_not_exist_refuses_to_start() {
        assertThatThrownBy(() -> Station.start(TestDatabase.fresh(), "orderly.modules=meter,lodger"))
                .hasStackTraceContaining("orderly.modules names lodger, and there is no such module");
    }

    @Test
    void a_module_that_does_not_run_has_no_beans_and_no_tables() {
        try (Station station = Station.start(TestDatabase.fresh(), "orderly.modules=meter,ledger")) {
            assertThat(station.context().containsBean("chartSubscription")).isFalse();
            assertThat(station.count("""
                            SELECT COUNT(*) FROM information_schema.tables
                            WHERE table_schema = DATABASE() AND table_name IN ('chart_point', 'schema_history_chart')""")).isZero();
            station.meters().install("without-chart");
            station.meters().read("without-chart");
            station.awaitBooked("without-chart", 1);
        }
    }

    @Test
    void a_module_that_joins_later_begins_where_it_says() {
        TestDatabase database = TestDatabase.fresh();
        try (Station station = Station.start(database, "orderly.modules=meter,ledger")) {
            station.meters().install("early");
            station.meters().read("early");
            station.awaitHandled();
        }
        try (Station station = Station.start(database)) {
            station.awaitHandled();
            assertThat(station.count("SELECT COUNT(*) FROM chart_point WHERE meter = 'early'"))
                    .as("from the oldest event on")
                    .isEqualTo(1);
            Registration latecomer = registrar(station)
                    .register(Subscription.of("latecomer", new Object(), MeterRead.class)
                            .startingAt(Subscription.Start.NOW));
            assertThat(latecomer.generation()).isEqualTo(1);
            assertThat(station.lags().shards())
                    .filteredOn(lag -> lag.module().equals("latecomer"))
                    .hasSize(8)
                    .allSatisfy(lag -> assertThat(lag.position()).isEqualTo(lag.head()));
        }
    }

    @Test
    void of_two_versions_of_a_module_the_older_stands_down_while_the_newer_handles() {
        TestDatabase database = TestDatabase.fresh();
        try (Station older = Station.start(database)) {
            older.meters().install("rolling");
            older.meters().read("rolling");
            older.awaitBooked("rolling", 1);
            Registration newer = registrar(older)
                    .register(Subscription.of("ledger", new Object(), MeterRead.class, MeterRemoved.class));
            assertThat(newer.generation()).isEqualTo(2);
            assertThat(registrar(older)
                            .register(Subscription.of("ledger", new Object(), MeterRead.class))
                            .generation())
                    .as("the older one, were it to start again")
                    .isEqualTo(Registration.OUTDATED);
            older.meters().read("rolling");
            older.meters().read("rolling");
            await().untilAsserted(() ->
                    assertThat(older.count("SELECT COUNT(*) FROM chart_point")).isEqualTo(3));
            assertThat(older.booked("rolling"))
                    .as("the older ledger handles nothing that the newer might see differently")
                    .containsExactly(1L);
        }
    }

    @Test
    void a_type_can_be_given_up_with_a_higher_revision_only() {
        try (Station station = Station.start(TestDatabase.fresh())) {
            Registrar registrar = registrar(station);
            assertThatThrownBy(() -> registrar.register(Subscription.of("ledger", new Object(), MeterRemoved.class)))
                    .hasMessageContaining("raise the subscription's revision");
            assertThat(registrar
                            .register(Subscription.of("ledger", new Object(), MeterRemoved.class)
                                    .revision(2))
                            .generation())
                    .isEqualTo(2);
        }
    }

    @Test
    void a_declared_type_without_a_subscriber_is_refused() {
        assertThatThrownBy(() -> new ModuleBus(Subscription.of("deaf", new Deaf(), MeterRead.class)))
                .hasMessageContaining("declares MeterRead without a subscriber");
        assertThatThrownBy(() -> new ModuleBus(Subscription.of("hearing", new Hearing())))
                .hasMessageContaining("has subscribers for MeterRead that it does not declare");
    }

    private static Registrar registrar(Station station) {
        return new Registrar(station.context().getBean(EventCatalog.class), station.log());
    }

    static class Deaf {
        void on(MeterRead event) {}
    }

    static class Hearing {
        @Subscribe
        void on(MeterRead event) {}
    }
}
