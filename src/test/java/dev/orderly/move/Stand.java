package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.meters.Faults;
import dev.orderly.messaging.meters.MeterApplication;
import dev.orderly.messaging.meters.ReadMeter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A running process of the meter application, at one site. */
record Stand(ConfigurableApplicationContext context, TestDatabase database) implements AutoCloseable {

    static Stand start(TestDatabase database, String... properties) {
        List<String> all = new ArrayList<>(List.of(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.minimum-idle=1",
                "orderly.modules=meter,ledger,chart",
                "orderly.messaging.shards=4",
                "orderly.messaging.retry.first-delay=100ms",
                "orderly.messaging.retry.longest-delay=400ms",
                "orderly.messaging.retry.attempts=1000",
                "orderly.messaging.poll=100ms"));
        all.addAll(List.of(properties));
        var application = new SpringApplicationBuilder(MeterApplication.class)
                .web(WebApplicationType.NONE)
                .properties(all.toArray(String[]::new))
                .build();
        // Logging is the JVM's.
        application.setListeners(application.getListeners().stream()
                .filter(listener -> !(listener instanceof LoggingApplicationListener))
                .toList());
        return new Stand(application.run(), database);
    }

    ReadMeter meters() {
        return context.getBean(ReadMeter.class);
    }

    Faults faults() {
        return context.getBean(Faults.class);
    }

    String version() {
        return context.getEnvironment().getRequiredProperty("spring.application.version");
    }

    /** The database as a person sees it. */
    JdbcClient jdbc() {
        return JdbcClient.create(new org.springframework.jdbc.datasource.DriverManagerDataSource(
                database.urlOutside(), database.username(), database.password()));
    }

    long count(String sql) {
        return jdbc().sql(sql).query(Long.class).single();
    }

    /** The readings of a meter in the order in which the ledger booked them here. */
    List<Long> booked(String meter) {
        return jdbc().sql("SELECT reading FROM ledger_entry WHERE meter = :meter ORDER BY id")
                .param("meter", meter)
                .query((row, n) -> row.getLong("reading"))
                .list();
    }

    void read(String meter, int times) {
        for (int n = 0; n < times; n++) {
            meters().read(meter);
        }
    }

    /** Waits until the ledger here has booked the meter's readings from the first to this one, once and in order. */
    void awaitBooked(String meter, int readings, Runnable meanwhile) {
        await().atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(() -> {
                    meanwhile.run();
                    assertThat(booked(meter))
                            .as("readings of %s", meter)
                            .containsExactlyElementsOf(
                                    LongStream.rangeClosed(1, readings).boxed().toList());
                });
    }

    @Override
    public void close() {
        context.close();
    }
}
