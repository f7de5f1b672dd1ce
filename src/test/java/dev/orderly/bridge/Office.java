package dev.orderly.bridge;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import dev.orderly.bridge.PostModule.Post;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.SiteLog;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The application at one site, in this JVM. */
record Office(ConfigurableApplicationContext context) implements AutoCloseable {

    static Office start(TestDatabase database, Map<String, String> more) {
        return new Office(CarryApplication.start(properties(database, more)));
    }

    static String[] properties(TestDatabase database, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(Map.of(
                "spring.datasource.url", database.url(),
                "spring.datasource.username", database.username(),
                "spring.datasource.password", database.password(),
                "spring.datasource.hikari.minimum-idle", "1",
                "orderly.messaging.retry.first-delay", "100ms",
                "orderly.messaging.retry.longest-delay", "400ms",
                "orderly.messaging.retry.attempts", "1000",
                "orderly.messaging.poll", "200ms",
                // In a process of its own there is no web server to stay for.
                "spring.main.keep-alive", "true"));
        all.putAll(more);
        List<String> properties = new ArrayList<>();
        all.forEach((name, value) -> properties.add(name + "=" + value));
        return properties.toArray(String[]::new);
    }

    /** The same in a process of its own. */
    static OrderlyProcess process(Path folder, TestDatabase database, Map<String, String> more) throws IOException {
        TestDatabase outside = new TestDatabase(database.urlOutside(), database.username(), database.password());
        return OrderlyProcess.java(
                folder,
                Map.of(),
                Stream.concat(
                                Stream.of("-cp", OrderlyProcess.classPath(), CarryApplication.class.getName()),
                                Arrays.stream(properties(outside, more)))
                        .toArray(String[]::new));
    }

    Post post() {
        return context.getBean(Post.class);
    }

    Mishaps mishaps() {
        return context.getBean(Mishaps.class);
    }

    SiteLog log() {
        return context.getBean(SiteLog.class);
    }

    Site site() {
        return log().site();
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    long count(String sql) {
        return jdbc().sql(sql).query(Long.class).single();
    }

    /** What a counter has counted so far, over all its tags. */
    double counted(String name) {
        return context.getBean(MeterRegistry.class).find(name).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    /** The parcels to a receiver, as they were handled. */
    List<Long> handled(String receiver) {
        return jdbc().sql("SELECT number FROM parcel_entry WHERE receiver = :receiver ORDER BY id")
                .param("receiver", receiver)
                .query((row, n) -> row.getLong("number"))
                .list();
    }

    @Override
    public void close() {
        context.close();
    }
}
