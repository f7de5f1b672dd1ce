package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Fills the log quickly: copies the event of each account's first sale, with other numbers and ids, and puts the copies
 * in line itself, under the lock that the relay takes. Nobody has made these sales.
 */
final class Copies {

    private static final int NUMBERS_AT_A_TIME = 10;

    private static final String EVENT =
            "aggregate_type, aggregate_id, event_type, event_version, event_key, traceparent, correlation_id, causation_id";

    private Copies() {}

    /** Leaves as many events in line as there are accounts for each of so many numbers. */
    static void fill(TestDatabase database, long firstNumber, long numbers) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(database.urlOutside(), database.username(), database.password());
                Statement statement = connection.createStatement()) {
            model(statement);
            connection.setAutoCommit(false);
            for (long done = 0; done < numbers; done += NUMBERS_AT_A_TIME) {
                append(statement, firstNumber + done, Math.min(NUMBERS_AT_A_TIME, numbers - done));
                connection.commit();
            }
        }
    }

    /** The events to be copied, each with its place among those of its shard. */
    private static void model(Statement statement) throws SQLException {
        statement.execute(
                "CREATE TEMPORARY TABLE model (PRIMARY KEY (shard, place)) %s".formatted("""
                SELECT shard, ROW_NUMBER() OVER (PARTITION BY shard ORDER BY position) AS place,
                       COUNT(*) OVER (PARTITION BY shard) AS of_shard, payload, %s
                FROM outbox
                WHERE JSON_EXTRACT(payload, '$.number') = 1
                """.formatted(EVENT)));
    }

    private static void append(Statement statement, long firstNumber, long numbers) throws SQLException {
        statement.execute("SELECT shard FROM outbox_sequence FOR UPDATE");
        statement.execute("""
                INSERT INTO outbox (event_id, shard, position, payload, %s, created_at, processed_at)
                SELECT UUID(), m.shard, s.last_position + steps.step * m.of_shard + m.place,
                       JSON_SET(m.payload, '$.number', %d + steps.step, '$.saleId', UUID()), %s,
                       UTC_TIMESTAMP(6), UTC_TIMESTAMP(6)
                FROM (%s) AS steps
                JOIN model m
                JOIN outbox_sequence s ON s.shard = m.shard
                ORDER BY steps.step, m.place
                """.formatted(
                        EVENT,
                        firstNumber,
                        EVENT,
                        LongStream.range(0, numbers)
                                .mapToObj("SELECT %d AS step"::formatted)
                                .collect(Collectors.joining(" UNION ALL "))));
        statement.execute("""
                UPDATE outbox_sequence s
                JOIN model m ON m.shard = s.shard AND m.place = 1
                SET s.last_position = s.last_position + %d * m.of_shard
                """.formatted(numbers));
    }
}
