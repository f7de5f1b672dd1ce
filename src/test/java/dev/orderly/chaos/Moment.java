package dev.orderly.chaos;

import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** When to strike: while something is half done. */
enum Moment {
    /** Whenever chance has it. */
    ANY {
        @Override
        void await(Site site) throws Exception {
            TimeUnit.MILLISECONDS.sleep(site.random().nextInt(1500));
        }
    },
    /** A caller has just read a 201. */
    JUST_ANSWERED {
        @Override
        void await(Site site) {
            site.shoppers().awaitAccepted(1, Site.PATIENCE);
        }
    },
    /** A transaction has written and not yet committed. */
    IN_A_TRANSACTION {
        @Override
        void await(Site site) throws Exception {
            site.awaitAny(() -> somebodyHasWritten(site));
        }
    },
    /** An event is committed, and the relay has not yet put it in line. */
    NOT_YET_IN_LINE {
        @Override
        void await(Site site) throws Exception {
            site.awaitRows("SELECT id FROM outbox WHERE processed_at IS NULL LIMIT 1");
        }
    },
    /** A module has not yet handled an event that is in line. */
    NOT_YET_HANDLED {
        @Override
        void await(Site site) throws Exception {
            site.awaitRows("""
                    SELECT c.module FROM consumer_cursor c JOIN outbox_sequence s ON s.shard = c.shard
                    WHERE s.last_position > c.position LIMIT 1""");
        }
    },
    /** A call to the provider was claimed, and its end is not recorded. */
    CALLING_THE_PROVIDER {
        @Override
        void await(Site site) throws Exception {
            site.awaitRows("""
                    SELECT id FROM payment_task
                    WHERE kind <> 'ASK' AND attempts > 0 AND due_at > UTC_TIMESTAMP(6) + INTERVAL 5 SECOND LIMIT 1""");
        }
    },
    /** The mail server has a mail, and nobody has recorded that. */
    SENDING_A_MAIL {
        @Override
        void await(Site site) throws Exception {
            int taken = site.mailroom().taken().size();
            site.awaitAny(() -> site.mailroom().taken().size() > taken);
        }
    };

    static Moment any(Random random) {
        return values()[random.nextInt(values().length)];
    }

    /** Returns when it has come, or after some seconds if it does not. */
    abstract void await(Site site) throws Exception;

    /** The server cannot show what a transaction is just doing, where that has bytes in it which are no text. */
    private static final int TOLD_OF_A_STATEMENT = 3854;

    private static boolean somebodyHasWritten(Site site) throws SQLException {
        try {
            return !site.tables()
                    .rows("SELECT trx_id FROM information_schema.innodb_trx WHERE trx_rows_modified > 0")
                    .isEmpty();
        } catch (SQLException e) {
            if (e.getErrorCode() == TOLD_OF_A_STATEMENT) {
                return true;
            }
            throw e;
        }
    }
}
