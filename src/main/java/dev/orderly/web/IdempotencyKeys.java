package dev.orderly.web;

import com.google.common.hash.HashCode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The keys in the database. Two requests with one key meet in its primary key: whoever inserts it may work, and
 * everybody else is told the stored answer or, without waiting, that there is none yet.
 */
class IdempotencyKeys {

    static final String DELETE_OLD = """
            DELETE FROM idempotency_key
            WHERE created_at < UTC_TIMESTAMP(6) - INTERVAL 24 HOUR
            ORDER BY created_at
            LIMIT :limit
            """;

    private final JdbcClient jdbc;

    IdempotencyKeys(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes the key for this transaction, to be completed, or tells the answer that it has got already. */
    Optional<StoredAnswer> claim(IdempotencyKey key, HashCode fingerprint) {
        return claim(key, fingerprint, null);
    }

    /** Takes the key for this transaction with its answer, or tells the one that it has got already. */
    Optional<StoredAnswer> claim(IdempotencyKey key, StoredAnswer answer) {
        return claim(key, answer.fingerprint(), answer);
    }

    /**
     * Requests that find the key free in the same instant still meet in the insert; there, whoever loses by a deadlock or
     * by waiting too long is in flight like the others.
     */
    private Optional<StoredAnswer> claim(IdempotencyKey key, HashCode fingerprint, @Nullable StoredAnswer answer) {
        try {
            return insertIfFree(key, fingerprint, answer) ? Optional.empty() : Optional.of(get(key));
        } catch (DuplicateKeyException committedMeanwhile) {
            return Optional.of(get(key));
        } catch (DataAccessException error) {
            if (!RowLock.isConflict(error)) {
                throw error;
            }
            return Optional.of(get(key));
        }
    }

    /**
     * Tells whether the key was free. The probe sees another's uncommitted insert, which the insert alone would wait for;
     * and when that other rolled back, all who wait but one would end in a deadlock.
     */
    boolean insertIfFree(IdempotencyKey key, HashCode fingerprint, @Nullable StoredAnswer answer) {
        return jdbc.sql("""
                INSERT INTO idempotency_key (api_key, idempotency_key, request_sha256, response_status,
                    response_location, response_body, created_at)
                SELECT :apiKey, :key, :fingerprint, :status, :location, :body, UTC_TIMESTAMP(6)
                FROM DUAL
                WHERE NOT EXISTS (SELECT 1 FROM idempotency_key
                                  WHERE api_key = :apiKey AND idempotency_key = :key
                                  FOR UPDATE NOWAIT)
                """)
                        .param("apiKey", key.apiKey())
                        .param("key", key.value())
                        .param("fingerprint", fingerprint.asBytes())
                        .param("status", answer == null ? null : answer.status())
                        .param("location", answer == null ? null : answer.location())
                        .param("body", answer == null ? null : answer.body())
                        .update()
                == 1;
    }

    private StoredAnswer get(IdempotencyKey key) {
        return jdbc.sql("""
                SELECT request_sha256, response_status, response_location, response_body
                FROM idempotency_key
                WHERE api_key = :apiKey AND idempotency_key = :key
                """)
                .param("apiKey", key.apiKey())
                .param("key", key.value())
                .query(IdempotencyKeys::answer)
                .optional()
                .orElseThrow(IdempotencyKeyInFlight::new);
    }

    /** Adds the answer to a key that this transaction claimed. */
    void complete(IdempotencyKey key, StoredAnswer answer) {
        int rows = jdbc.sql("""
                UPDATE idempotency_key
                SET response_status = :status, response_location = :location, response_body = :body
                WHERE api_key = :apiKey AND idempotency_key = :key
                """)
                .param("status", answer.status())
                .param("location", answer.location())
                .param("body", answer.body())
                .param("apiKey", key.apiKey())
                .param("key", key.value())
                .update();
        if (rows != 1) {
            throw new IllegalStateException("The claimed idempotency key is gone");
        }
    }

    /** Deletes up to so many keys that are older than a day, oldest first, and tells how many. */
    int deleteOld(int limit) {
        return jdbc.sql(DELETE_OLD).param("limit", limit).update();
    }

    private static StoredAnswer answer(ResultSet row, int number) throws SQLException {
        return new StoredAnswer(
                HashCode.fromBytes(row.getBytes("request_sha256")),
                row.getInt("response_status"),
                row.getString("response_location"),
                row.getString("response_body"));
    }
}
