package dev.orderly.messaging;

import com.google.common.base.Throwables;
import java.sql.SQLException;

/** Tells failures of the transaction or the connection from failures of what was done in it. */
final class SqlFailures {

    private static final int LOCK_WAIT_TIMEOUT = 1205;
    private static final int LOCK_NOWAIT = 3572;

    private SqlFailures() {}

    /** Was it a deadlock, a lost connection or a lock that came too late? The same may then succeed in a new transaction. */
    static boolean endTheTransaction(Throwable failure) {
        return Throwables.getCausalChain(failure).stream()
                .anyMatch(cause -> cause instanceof SQLException sql && endsTheTransaction(sql));
    }

    private static boolean endsTheTransaction(SQLException failure) {
        String state = failure.getSQLState();
        return (state != null && (state.startsWith("40") || state.startsWith("08")))
                || failure.getErrorCode() == LOCK_WAIT_TIMEOUT
                || failure.getErrorCode() == LOCK_NOWAIT;
    }
}
