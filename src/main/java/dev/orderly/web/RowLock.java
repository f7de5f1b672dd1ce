package dev.orderly.web;

import java.sql.SQLException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;

/** Recognises that another transaction holds a row. */
final class RowLock {

    /** What MySQL says to NOWAIT; Spring has no type for it. MariaDB says the same as to a lock wait timeout. */
    private static final int MYSQL_NOWAIT = 3572;

    private RowLock() {}

    static boolean isConflict(DataAccessException error) {
        return error instanceof PessimisticLockingFailureException
                || (error.getCause() instanceof SQLException sql && sql.getErrorCode() == MYSQL_NOWAIT);
    }
}
