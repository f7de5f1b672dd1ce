package dev.orderly.web;

import com.google.common.base.Throwables;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;

/** Knows the failures that pass: a database that is away, and one whose rows another transaction held for too long. */
final class Unavailable {

    private static final int RETRY_AFTER_SECONDS = 5;

    private Unavailable() {}

    static Optional<Problem> find(Throwable error) {
        return Throwables.getCausalChain(error).stream()
                .flatMap(cause -> problem(cause).stream())
                .findFirst();
    }

    private static Optional<Problem> problem(Throwable cause) {
        return switch (cause) {
            case PessimisticLockingFailureException _, QueryTimeoutException _ ->
                Optional.of(retry("busy", "The database is busy", "Nothing was changed; send the request again."));
            case SQLException sql
            when isDisconnect(sql) ->
                Optional.of(retry(
                        "database-unavailable",
                        "The database is unavailable",
                        "Send the request again later, with the same Idempotency-Key where it had one."));
            default -> Optional.empty();
        };
    }

    private static boolean isDisconnect(SQLException error) {
        return error instanceof SQLTransientConnectionException
                || error instanceof SQLNonTransientConnectionException
                || error instanceof SQLRecoverableException
                || (error.getSQLState() != null && error.getSQLState().startsWith("08"));
    }

    private static Problem retry(String type, String title, String detail) {
        return Problem.retryLater(HttpStatus.SERVICE_UNAVAILABLE, type, title, detail, RETRY_AFTER_SECONDS);
    }
}
