package dev.orderly.messaging;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Another instance, which has a job's lock until this is closed. */
public final class LockedJob implements AutoCloseable {

    private final JdbcClient jdbc;
    private final String job;

    public LockedJob(JdbcClient jdbc, String job) {
        this.jdbc = jdbc;
        this.job = job;
        jdbc.sql("""
                        INSERT INTO shedlock (name, lock_until, locked_at, locked_by)
                        VALUES (:job, UTC_TIMESTAMP(3) + INTERVAL 1 HOUR, UTC_TIMESTAMP(3), 'another')
                        ON DUPLICATE KEY UPDATE
                            lock_until = VALUES(lock_until), locked_at = VALUES(locked_at), locked_by = 'another'""").param("job", job).update();
    }

    @Override
    public void close() {
        jdbc.sql("UPDATE shedlock SET lock_until = locked_at WHERE name = :job")
                .param("job", job)
                .update();
    }
}
