package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.TestDatabase;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * How long it takes to cut a log into more shards. No test of the suite, which its name keeps it out of:
 * {@code mvn test -Dtest=ReshardMeasurement}.
 */
class ReshardMeasurement {

    private static final Logger LOG = LoggerFactory.getLogger(ReshardMeasurement.class);
    private static final int EVENTS = Integer.getInteger("events", 1_000_000);

    @Test
    void a_log_is_cut_anew_in_a_time_that_grows_with_what_is_kept() {
        TestDatabase database = TestDatabase.fresh();
        try (Station station = Station.start(database)) {
            station.meters().install("first");
            station.meters().read("first");
            station.awaitHandled();
            // On connections that wait as long as it takes.
            fill(JdbcClient.create(
                    new DriverManagerDataSource(database.urlOutside(), database.username(), database.password())));
            EventLog log = station.log();
            long begun = System.nanoTime();
            log.transaction()
                    .execute(status ->
                            new Renumber(log, new ShardRows(station.jdbc()), new Sites(station.jdbc()), 16, 0).run());
            double seconds = (System.nanoTime() - begun) / 1e9;
            LOG.info("{} events cut into 16 shards on {} in {} s", EVENTS, TestDatabase.description(), seconds);
            assertThat(station.count("SELECT COUNT(*) FROM outbox WHERE shard <> CRC32(event_key) MOD 16"))
                    .isZero();
        }
    }

    /** Doubles the one event that there is until there are enough, with 100,000 keys, all of them in line. */
    private static void fill(JdbcClient jdbc) {
        String copied = StoredEvent.COLUMNS + ", created_at, processed_at";
        for (int rows = 1; rows < EVENTS; rows *= 2) {
            jdbc.sql("INSERT INTO outbox (%1$s) SELECT %1$s FROM outbox ORDER BY id LIMIT %2$d"
                            .formatted(copied, Math.min(rows, EVENTS - rows)))
                    .update();
        }
        jdbc.sql("UPDATE outbox SET position = NULL, event_key = CONCAT('meter-', id MOD 100000)")
                .update();
        jdbc.sql("UPDATE outbox SET shard = CRC32(event_key) MOD 8").update();
        jdbc.sql("""
                        UPDATE outbox JOIN (SELECT id, ROW_NUMBER() OVER (PARTITION BY shard ORDER BY id) AS position
                                            FROM outbox) AS numbered ON numbered.id = outbox.id
                        SET outbox.position = numbered.position""").update();
        jdbc.sql("""
                        UPDATE outbox_sequence s
                        JOIN (SELECT shard, MAX(position) AS head FROM outbox GROUP BY shard) AS heads ON heads.shard = s.shard
                        SET s.last_position = heads.head""").update();
        jdbc.sql("""
                        UPDATE consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                        SET c.position = s.last_position""").update();
    }
}
