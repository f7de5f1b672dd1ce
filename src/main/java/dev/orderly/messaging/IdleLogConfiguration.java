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

/** Wires the log for commands, which need nothing of the application but its database. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DataSourceProperties.class)
public class IdleLogConfiguration {

    @Bean
    SingleConnectionDataSource dataSource(DataSourceProperties properties) {
        return ConnectionLanes.single(properties);
    }

    @Bean
    JdbcClient jdbcClient(DataSource dataSource) {
        return JdbcClient.create(dataSource);
    }

    @Bean
    EventLog eventLog(JdbcClient jdbc, DataSource dataSource) {
        return new EventLog(
                new Outbox(jdbc),
                new Cursors(jdbc),
                new ParkedEvents(jdbc),
                new TransactionTemplate(new JdbcTransactionManager(dataSource)));
    }

    @Bean
    ShardRows shardRows(JdbcClient jdbc) {
        return new ShardRows(jdbc);
    }

    @Bean
    Sites sites(JdbcClient jdbc) {
        return new Sites(jdbc);
    }

    @Bean
    IdleLog idleLog(EventLog log, ShardRows rows, Sites sites, JdbcClient jdbc) {
        return new IdleLog(log, rows, sites, new InstallationLock(jdbc));
    }
}
