package dev.orderly.messaging;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** All SQL of the processes that run on this database. */
class Instances {

    static final String DELETE_GONE = """
            DELETE gone FROM instance AS gone FORCE INDEX (instance_seen)
            WHERE gone.seen_at < UTC_TIMESTAMP(6) - INTERVAL 1 HOUR""";

    /**
     * What a process last said of itself.
     *
     * @param work how many events it had handled in the minute before, by module and shard
     * @param now the database's time
     */
    record Seen(
            Instance instance,
            SortedMap<String, SortedMap<Integer, Long>> work,
            Instant startedAt,
            Instant seenAt,
            Instant now) {}

    private final JdbcClient jdbc;

    Instances(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Says that a process runs, whether it was known or not. */
    void report(Instance instance, SortedMap<String, SortedMap<Integer, Long>> work) {
        jdbc.sql("""
                        INSERT INTO instance (id, name, host, pid, version, site, modules, work, started_at, seen_at)
                        VALUES (:id, :name, :host, :pid, :version, :site, :modules, :work,
                                UTC_TIMESTAMP(6) - INTERVAL :upMicros MICROSECOND, UTC_TIMESTAMP(6))
                        ON DUPLICATE KEY UPDATE modules = :modules, work = :work, seen_at = UTC_TIMESTAMP(6)""")
                .param("id", instance.id())
                .param("name", instance.name())
                .param("host", instance.host())
                .param("pid", instance.pid())
                .param("version", instance.version())
                .param("site", instance.site())
                .param("modules", String.join(",", instance.modules()))
                .param("work", JsonMapper.shared().writeValueAsString(work))
                .param("upMicros", instance.up().toNanos() / 1_000)
                .update();
    }

    /** Forgets a process that stops; another may have done so before. */
    void delete(String id) {
        jdbc.sql("DELETE FROM instance WHERE id = :id").param("id", id).update();
    }

    /** Forgets those that have not been seen for an hour. */
    void deleteGone() {
        jdbc.sql(DELETE_GONE).update();
    }

    /** All that were seen in the last hour or so, in the order in which they started. */
    List<Seen> all() {
        return jdbc.sql("""
                        SELECT id, name, host, pid, version, site, modules, work, started_at, seen_at,
                               UTC_TIMESTAMP(6) AS now
                        FROM instance FORCE INDEX (PRIMARY)
                        ORDER BY id""").query((row, n) -> seen(row)).list();
    }

    private static Seen seen(ResultSet row) throws SQLException {
        Instant startedAt = DatabaseTime.read(row, "started_at");
        Instant seenAt = DatabaseTime.read(row, "seen_at");
        String modules = row.getString("modules");
        Instance instance = new Instance(
                row.getString("id"),
                row.getString("name"),
                row.getString("host"),
                row.getLong("pid"),
                row.getString("version"),
                row.getString("site"),
                modules.isEmpty() ? List.of() : Arrays.asList(modules.split(",")),
                Duration.between(startedAt, seenAt));
        return new Seen(
                instance,
                JsonMapper.shared()
                        .readValue(
                                row.getString("work"),
                                new TypeReference<SortedMap<String, SortedMap<Integer, Long>>>() {}),
                startedAt,
                seenAt,
                DatabaseTime.read(row, "now"));
    }
}
