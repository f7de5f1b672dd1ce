package dev.orderly.messaging;

import java.sql.Connection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** The server's lock that lets only one process at a time change the tables of a database. It ends with its session. */
class InstallationLock {

    private static final String NAME = "CONCAT('orderly:', LEFT(SHA2(DATABASE(), 256), 40))";

    private final JdbcClient session;

    InstallationLock(JdbcClient session) {
        this.session = session;
    }

    static InstallationLock in(Connection connection) {
        return new InstallationLock(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
    }

    /** False where another process has it and does not let go in time. */
    boolean take(int seconds) {
        return session.sql("SELECT GET_LOCK(%s, :seconds)".formatted(NAME))
                        .param("seconds", seconds)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    void release() {
        session.sql("SELECT RELEASE_LOCK(%s)".formatted(NAME))
                .query(Integer.class)
                .optional();
    }
}
