package dev.orderly.messaging;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections that turn auto-commit on and off only where the next statement needs it. A pool hands them out with
 * auto-commit on and a transaction turns it off, so that each transaction costs two statements that say nothing new to a
 * server whose connections run hardly anything but transactions.
 */
class LazyAutoCommit extends DelegatingDataSource {

    LazyAutoCommit(DataSource dataSource) {
        super(dataSource);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return lazy(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return lazy(super.getConnection(username, password));
    }

    private static Connection lazy(Connection connection) throws SQLException {
        Wish wish = new Wish(connection);
        return (Connection) Proxy.newProxyInstance(
                LazyAutoCommit.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> wish.call(method, arguments));
    }

    /** What auto-commit is to be, which the server is told with the next statement. */
    private static final class Wish {

        private final Connection connection;
        private boolean wanted;

        Wish(Connection connection) throws SQLException {
            this.connection = connection;
            this.wanted = connection.getAutoCommit();
        }

        @Nullable Object call(Method method, Object @Nullable [] arguments) throws Throwable {
            switch (method.getName()) {
                case "setAutoCommit" -> {
                    wanted = Boolean.TRUE.equals(Objects.requireNonNull(arguments)[0]);
                    return null;
                }
                case "getAutoCommit" -> {
                    return wanted;
                }
                case "commit", "rollback" -> {
                    if (connection.getAutoCommit()) {
                        return null; // No statement has begun a transaction.
                    }
                }
                case "createStatement", "prepareStatement", "prepareCall", "unwrap" -> tell();
                default -> {
                    // Begins no transaction, and ends none.
                }
            }
            return PassOn.to(connection, method, arguments);
        }

        private void tell() throws SQLException {
            if (connection.getAutoCommit() != wanted) {
                connection.setAutoCommit(wanted);
            }
        }
    }
}
