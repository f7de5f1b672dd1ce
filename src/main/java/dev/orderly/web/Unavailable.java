package dev.orderly.web;

import com.google.common.base.Throwables;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

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
        if (cause instanceof PessimisticLockingFailureException || cause instanceof QueryTimeoutException) {
            return Optional.of(
                    retry("database-busy", "The database is busy", "Nothing was changed; send the request again."));
        }
        return isAway(cause)
                ? Optional.of(retry(
                        "database-unavailable",
                        "The database is unavailable",
                        "Send the request again later, with the same Idempotency-Key where it had one."))
                : Optional.empty();
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof CannotCreateTransactionException
                || cause instanceof TransactionSystemException
                || cause instanceof DataAccessResourceFailureException
                || (cause instanceof SQLException sql && isDisconnect(sql));
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
