package dev.orderly.bridge;

import com.google.common.hash.Hashing;
import dev.orderly.messaging.Rows;
import java.time.Duration;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of the events that came from outside. */
class ForeignEvents {

    private static final int AT_MOST = 1_000;

    private final JdbcClient jdbc;

    ForeignEvents(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Remembers an event by what names it; false where it is remembered already. */
    boolean remember(byte[] name) {
        try {
            Rows.require(
                    1,
                    jdbc.sql("""
                            INSERT INTO foreign_event (digest, received_at) VALUES (:digest, UTC_TIMESTAMP(6))""")
                            .param("digest", Hashing.sha256().hashBytes(name).asBytes())
                            .update());
            return true;
        } catch (DuplicateKeyException known) {
            return false;
        }
    }

    /** Forgets those that came longer ago than that, some at a time; tells whether there may be more. */
    boolean forget(Duration age) {
        return jdbc.sql("""
                        DELETE FROM foreign_event
                        WHERE received_at < UTC_TIMESTAMP(6) - INTERVAL :seconds SECOND
                        ORDER BY received_at LIMIT :atMost""")
                        .param("seconds", age.toSeconds())
                        .param("atMost", AT_MOST)
                        .update()
                == AT_MOST;
    }
}
