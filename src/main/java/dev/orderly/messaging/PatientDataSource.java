package dev.orderly.messaging;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections for statements that may take as long as they need, as a migration of a large table does. */
class PatientDataSource extends DelegatingDataSource {

    PatientDataSource(DataSource dataSource) {
        super(dataSource);
    }

    /** The pool gives the limit back to a connection that returns to it. */
    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        connection.setNetworkTimeout(Runnable::run, 0);
        return connection;
    }
}
