package dev.orderly.messaging;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.messaging.CallersFirst.Caller;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** One DataSource for the whole application, so that all lanes share its transaction manager; a pool for each lane. */
class LaneDataSource extends AbstractRoutingDataSource {

    private final CallersFirst callersFirst;

    /** @param callersFirst is told when callers come and leave, and how long is worked on what follows orders */
    LaneDataSource(Map<Lane, HikariDataSource> pools, CallersFirst callersFirst) {
        this.callersFirst = callersFirst;
        setTargetDataSources(new HashMap<>(pools));
        initialize();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return switch (Lane.current()) {
            case CALLER -> caller();
            case FOLLOW_UP -> followUp();
            case CALLBACK, DISPATCH, JOB, RELAY -> StepConnection.over(super.getConnection(), () -> {});
        };
    }

    private Connection caller() throws SQLException {
        Caller caller = callersFirst.come();
        try {
            return StepConnection.over(super.getConnection(), () -> callersFirst.leave(caller));
        } catch (SQLException | RuntimeException none) {
            callersFirst.leave(caller);
            throw none;
        }
    }

    /** Between its transactions it waits for somebody else, which is no work. */
    private Connection followUp() throws SQLException {
        Connection connection = super.getConnection();
        long begun = System.nanoTime();
        return StepConnection.over(connection, () -> callersFirst.followUps().worked(System.nanoTime() - begun));
    }

    @Override
    protected Lane determineCurrentLookupKey() {
        return Lane.current();
    }
}
