package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import net.javacrumbs.shedlock.provider.jdbctemplate.JdbcTemplateLockProvider;
import net.javacrumbs.shedlock.provider.sql.DatabaseProduct;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurationPackages;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings messaging into a Spring Boot application with a DataSource: import it, and declare {@link EventTypes},
 * {@link Subscription}s and {@link Job}s as beans. A {@link Clock} and a {@link MeterRegistry} are needed too.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({MessagingProperties.class, SiteProperties.class, HintsProperties.class})
@Import({
    CatalogConfiguration.class,
    FailingConfiguration.class,
    LagConfiguration.class,
    CapConfiguration.class,
    InstanceConfiguration.class,
    TelemetryConfiguration.class
})
public class MessagingConfiguration {

    @Bean
    static ConnectionLanes connectionLanes() {
        return new ConnectionLanes();
    }

    @Bean
    static HearEvents hearEvents(ConfigurableApplicationContext context) {
        return new HearEvents(context);
    }

    @Bean
    ModuleNames moduleNames(
            ListableBeanFactory beans, Environment environment, MessagingProperties properties, RetryProperties retry) {
        ModuleNames names = ModuleNames.in(AutoConfigurationPackages.get(beans));
        names.require("orderly.modules", ModuleIsActive.named(environment));
        names.require("orderly.messaging.workers", properties.workers().keySet());
        names.require("orderly.messaging.retry.modules", retry.modules().keySet());
        return names;
    }

    @Bean
    ModuleDoors moduleDoors(ModuleNames names) {
        return names.doors();
    }

    @Bean
    EventCatalog eventCatalog(ObjectProvider<EventTypes> contributions) {
        return new EventCatalog(contributions.orderedStream().toList());
    }

    @Bean
    EventLog eventLog(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new EventLog(
                new Outbox(jdbc), new Cursors(jdbc), new ParkedEvents(jdbc), new TransactionTemplate(transactions));
    }

    @Bean
    DelayedEvents delayedEvents(JdbcClient jdbc) {
        return new DelayedEvents(jdbc);
    }

    @Bean
    JobLock jobLock(DataSource dataSource, Clock clock) {
        return new JobLock(
                new JdbcTemplateLockProvider(JdbcTemplateLockProvider.Configuration.builder()
                        .withJdbcTemplate(new JdbcTemplate(dataSource))
                        .withTransactionManager(new EachStatementByItself())
                        .withDatabaseProduct(DatabaseProduct.MY_SQL)
                        .usingDbTime()
                        .build()),
                clock);
    }

    @Bean
    Dispatcher dispatcher(
            EventLog log,
            EventCatalog catalog,
            MessagingProperties properties,
            RetryPolicies policies,
            Breakers breakers,
            MeterRegistry meters,
            RecentWork work,
            News news,
            DataSource dataSource,
            Caps caps,
            ConnectionLanes lanes) {
        Watchdog watchdog = new Watchdog(log.cursors(), properties.handlerTimeLimit());
        return new Dispatcher(
                log,
                new Handling(
                        catalog,
                        properties,
                        policies,
                        new EventMeters(meters),
                        work,
                        news,
                        watchdog,
                        dataSource,
                        lanes.callersFirst().modules()),
                breakers::of,
                caps::of);
    }

    @Bean
    News news(ObjectProvider<Broadcasts> broadcasts) {
        return new News(broadcasts.getIfAvailable(() -> Broadcasts.NONE));
    }

    @Bean
    WakeHints wakeHints(
            Dispatcher dispatcher, ObjectProvider<Broadcasts> broadcasts, News news, MessagingProperties properties) {
        return new WakeHints(dispatcher, broadcasts.getIfAvailable(() -> Broadcasts.NONE), news, properties.shards());
    }

    @Bean
    Relay relay(
            EventLog log,
            JobLock lock,
            MessagingProperties properties,
            WakeHints hints,
            ConnectionLanes lanes,
            MeterRegistry meters) {
        return new Relay(
                log, lock, properties, hints::announce, lanes.callersFirst().modules(), meters);
    }

    @Bean
    SiteLog siteLog(
            EventLog log,
            EventCatalog catalog,
            JdbcClient jdbc,
            NamedParameterJdbcOperations batches,
            MessagingProperties properties,
            Relay relay,
            Dispatcher dispatcher) {
        return new SiteLog(
                log, catalog, new Sites(jdbc), new Arrivals(batches), properties.shards(), relay, dispatcher);
    }

    @Bean
    OutboxRecorder outboxRecorder(
            EventCatalog catalog,
            EventLog log,
            DelayedEvents delayed,
            Relay relay,
            MessagingProperties properties,
            MeterRegistry meters) {
        return new OutboxRecorder(catalog, log.outbox(), delayed, relay::wake, properties, meters);
    }

    @Bean
    Homes homes(ListableBeanFactory beans, ModuleNames names) {
        return new Homes(movable(beans), names.optional());
    }

    @Bean
    JobRunner jobRunner(
            ObjectProvider<Job> jobs,
            JobLock lock,
            Caps caps,
            ConnectionLanes lanes,
            MeterRegistry meters,
            Homes homes) {
        return new JobRunner(jobs, lock, caps, lanes.callersFirst().followUps(), meters, homes);
    }

    @Bean
    Job releaseDelayedEvents(DelayedEvents delayed, EventLog log, Relay relay) {
        return new Job(
                "messaging-delayed-events",
                Duration.ofMillis(500),
                new ReleaseDelayedEvents(delayed, log.transaction(), relay::wake));
    }

    @Bean
    Job cleanLog(EventLog log, MessagingProperties properties, MeterRegistry meters) {
        return new Job(
                "messaging-clean-log",
                Duration.ofSeconds(15),
                new CleanLog(log, properties.shards(), properties.retention(), meters));
    }

    @Bean
    Engine engine(
            ListableBeanFactory beans,
            Environment environment,
            DataSource dataSource,
            MessagingProperties properties,
            SiteProperties site,
            EventCatalog catalog,
            EventLog log,
            Homes homes,
            ObjectProvider<Subscription> subscriptions,
            Relay relay,
            Dispatcher dispatcher,
            JobRunner jobs,
            LagMonitor monitor,
            ReportInstance report,
            CheckPendingEvents checkPending) {
        Installation installation = new Installation(
                dataSource,
                migrationFolders(beans),
                Release.of(environment.getProperty("spring.application.version")),
                properties,
                site.site(),
                catalog,
                log,
                homes);
        return new Engine(installation, homes, subscriptions, relay, dispatcher, jobs, monitor, report, checkPending);
    }

    /** The modules of this process that can live elsewhere. */
    private static Set<String> movable(ListableBeanFactory beans) {
        return modules(beans)
                .filter(module -> !module.always())
                .map(ModuleConfiguration::name)
                .collect(Collectors.toSet());
    }

    private static Stream<ModuleConfiguration> modules(ListableBeanFactory beans) {
        return Arrays.stream(beans.getBeanNamesForAnnotation(ModuleConfiguration.class))
                .map(bean -> Objects.requireNonNull(beans.findAnnotationOnBean(bean, ModuleConfiguration.class)));
    }

    private static Set<String> migrationFolders(ListableBeanFactory beans) {
        return modules(beans)
                .map(ModuleConfiguration::name)
                .filter(name -> MessagingConfiguration.class.getResource("/db/" + name) != null)
                .collect(Collectors.toSet());
    }

    /** What operators call. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        TraceFilter traceFilter() {
            return new TraceFilter();
        }

        @Bean
        CallersFilter callersFilter(ConnectionLanes lanes) {
            return new CallersFilter(lanes.callersFirst());
        }

        @Bean
        ConsumerController consumerController(
                EventLog log,
                JdbcClient jdbc,
                LagMonitor monitor,
                Engine engine,
                ModuleNames modules,
                WakeHints hints) {
            return new ConsumerController(
                    monitor,
                    new ReplayConsumer(log, engine::registrations),
                    new RetireConsumer(log, new Sites(jdbc), modules.all()),
                    hints);
        }
    }
}
