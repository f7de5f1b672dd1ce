package dev.orderly.messaging;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All SQL of what was used of each rate cap. */
class RateCaps {

    /** Until when permits are given out, and the database's time. */
    record Used(Instant until, Instant now) {}

    private final JdbcClient jdbc;

    RateCaps(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the cap until the end of the transaction. */
    Optional<Used> lock(String name) {
        return jdbc.sql("SELECT used_until, UTC_TIMESTAMP(6) AS now FROM rate_cap WHERE name = :name FOR UPDATE")
                .param("name", name)
                .query((row, n) -> new Used(DatabaseTime.read(row, "used_until"), DatabaseTime.read(row, "now")))
                .optional();
    }

    /** Begins to count, unless another instance has. */
    void insert(String name) {
        try {
            jdbc.sql("INSERT INTO rate_cap (name, used_until) VALUES (:name, UTC_TIMESTAMP(6))")
                    .param("name", name)
                    .update();
        } catch (DuplicateKeyException anotherInstanceWas) {
            // Faster.
        }
    }

    /** Records what a locked cap has given out. */
    void use(String name, Instant until) {
        int rows = jdbc.sql("UPDATE rate_cap SET used_until = :until WHERE name = :name")
                .param("until", DatabaseTime.toColumn(until))
                .param("name", name)
                .update();
        Rows.require(1, rows);
    }

    void giveBack(String name, Duration time) {
        int rows = jdbc.sql("""
                        UPDATE rate_cap SET used_until = used_until - INTERVAL :micros MICROSECOND
                        WHERE name = :name""")
                .param("micros", time.toNanos() / 1000)
                .param("name", name)
                .update();
        Rows.require(1, rows);
    }
}
