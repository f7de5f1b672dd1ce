package dev.orderly.messaging;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** One DataSource for the whole application, so that all lanes share its transaction manager; a pool for each lane. */
class LaneDataSource extends AbstractRoutingDataSource {

    LaneDataSource(Map<Lane, HikariDataSource> pools) {
        setTargetDataSources(new HashMap<>(pools));
        initialize();
    }

    @Override
    public Connection getConnection() throws SQLException {
        return StepConnection.over(super.getConnection());
    }

    @Override
    protected Lane determineCurrentLookupKey() {
        return Lane.current();
    }
}
