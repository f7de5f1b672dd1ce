package dev.orderly.messaging;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of how busy the database's server is, as far as it tells everybody. */
class ServerLoad {

    /**
     * The server at one moment.
     *
     * @param running statements at work, the one that asks included
     * @param connected sessions, of this application and of others
     * @param mostConnections how many it lets in
     */
    record Load(long running, long connected, long mostConnections) {}

    private final JdbcClient jdbc;

    ServerLoad(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Load now() {
        Map<String, Long> status = new HashMap<>();
        jdbc.sql("SHOW GLOBAL STATUS WHERE Variable_name IN ('Threads_running', 'Threads_connected')")
                .query(row -> {
                    status.put(row.getString(1).toLowerCase(Locale.ROOT), row.getLong(2));
                });
        return new Load(
                status.getOrDefault("threads_running", 0L),
                status.getOrDefault("threads_connected", 0L),
                jdbc.sql("SELECT @@max_connections").query(Long.class).single());
    }
}
