package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.meters.Faults;
import dev.orderly.messaging.meters.MeterApplication;
import dev.orderly.messaging.meters.ReadMeter;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A running instance of the meter application, for tests that need more than one, or one of their own. */
record Station(ConfigurableApplicationContext context) implements AutoCloseable {

    static Station start(TestDatabase database, String... properties) {
        return start(beans -> {}, database, properties);
    }

    /** One whose machine's clock is ahead by so much. */
    static Station start(Duration ahead, TestDatabase database, String... properties) {
        return start(
                beans -> beans.registerBean(
                        "wrongClock",
                        Clock.class,
                        () -> Clock.offset(Clock.systemUTC(), ahead),
                        bean -> bean.setPrimary(true)),
                database,
                properties);
    }

    /** One with more beans than the meter application has. */
    static Station start(Consumer<GenericApplicationContext> more, TestDatabase database, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.minimum-idle=1",
                "orderly.modules=meter,ledger,chart",
                "orderly.messaging.retry.first-delay=100ms",
                "orderly.messaging.retry.longest-delay=400ms",
                "orderly.messaging.retry.attempts=1000",
                "orderly.messaging.poll=200ms"));
        all.addAll(List.of(properties));
        boolean web = all.stream().anyMatch(property -> property.startsWith("server.port"));
        SpringApplication application = new SpringApplicationBuilder(MeterApplication.class)
                .web(web ? WebApplicationType.SERVLET : WebApplicationType.NONE)
                .properties(all.toArray(String[]::new))
                .build();
        // Logging is the JVM's, and several stations that start at once would set it up under each other's hands.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        application.addInitializers(context -> more.accept((GenericApplicationContext) context));
        return new Station(application.run());
    }

    ReadMeter meters() {
        return context.getBean(ReadMeter.class);
    }

    Faults faults() {
        return context.getBean(Faults.class);
    }

    EventLog log() {
        return context.getBean(EventLog.class);
    }

    Lags lags() {
        return new Lags(jdbc());
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
    }

    long count(String sql) {
        return jdbc().sql(sql).query(Long.class).single();
    }

    /** The readings of a meter in the order in which the ledger booked them. */
    List<Long> booked(String meter) {
        return jdbc().sql("SELECT reading FROM ledger_entry WHERE meter = :meter ORDER BY id")
                .param("meter", meter)
                .query((row, n) -> row.getLong("reading"))
                .list();
    }

    /** Waits until the ledger has given up on so many events of the meter. */
    void awaitDead(String meter, int events) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(jdbc().sql("""
                                SELECT COUNT(*) FROM parked_event
                                WHERE module = 'ledger' AND event_key = :meter AND dead_at IS NOT NULL""")
                                .param("meter", meter)
                                .query(Integer.class)
                                .single())
                        .as("dead letters of " + meter)
                        .isEqualTo(events));
    }

    /** Another meter whose events are in the same shard. */
    static String sameShardAs(String key) {
        for (int n = 0; ; n++) {
            String other = key + "-neighbour-" + n;
            if (Shards.of(other, 8) == Shards.of(key, 8)) {
                return other;
            }
        }
    }

    /** Waits until every event is in line and every module has handled or parked all of them. */
    void awaitHandled() {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            assertThat(count("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL"))
                    .as("events without a position")
                    .isZero();
            assertThat(lags().shards())
                    .allSatisfy(lag -> assertThat(lag.position())
                            .as("position of %s in shard %d", lag.module(), lag.shard())
                            .isEqualTo(lag.head()));
        });
    }

    /** Waits until the ledger has booked so many readings of the meter. */
    void awaitBooked(String meter, int readings) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(booked(meter)).hasSize(readings));
    }

    @Override
    public void close() {
        context.close();
    }
}
