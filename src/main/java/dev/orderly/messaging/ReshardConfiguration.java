package dev.orderly.messaging;

import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Wires the command {@code reshard}, which needs nothing of the application but its database. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataSourceProperties.class)
public class ReshardConfiguration {

    /** More than so many are to be handled in the log, and not one by one. */
    private static final int PARKED_AT_MOST = 10_000;

    @Bean
    SingleConnectionDataSource dataSource(DataSourceProperties properties) {
        return ConnectionLanes.single(properties);
    }

    @Bean
    EventLog eventLog(DataSource dataSource) {
        JdbcClient jdbc = JdbcClient.create(dataSource);
        return new EventLog(
                new Outbox(jdbc),
                new Cursors(jdbc),
                new ParkedEvents(jdbc),
                new TransactionTemplate(new JdbcTransactionManager(dataSource)));
    }

    @Bean
    ShardRows shardRows(DataSource dataSource) {
        return new ShardRows(JdbcClient.create(dataSource));
    }

    @Bean
    Command reshard(EventLog log, ShardRows rows, DataSource dataSource) {
        return new Reshard(
                log, rows, Sites.in(dataSource), new InstallationLock(JdbcClient.create(dataSource)), PARKED_AT_MOST);
    }
}
