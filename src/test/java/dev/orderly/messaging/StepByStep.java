package dev.orderly.messaging;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stands in for the threads of an application's messaging: nothing moves but by a call. */
public final class StepByStep {

    /** An event that a module has handled. */
    public record Told(String type, String key, String payload) {}

    private final ApplicationContext context;
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final Handling handling;
    private Map<String, Steps> modules = Map.of();

    /** One module's worker, and its shards. */
    private record Steps(ModuleConsumer consumer, List<ShardProgress> shards) {

        void step(int shard) {
            consumer.step(List.of(shards.get(shard)), Integer.MAX_VALUE);
        }
    }

    private StepByStep(ApplicationContext context) {
        this.context = context;
        this.jdbc = context.getBean(JdbcClient.class);
        this.transaction = new TransactionTemplate(context.getBean(PlatformTransactionManager.class));
        MessagingProperties properties = context.getBean(MessagingProperties.class);
        this.handling = new Handling(
                context.getBean(EventCatalog.class),
                properties,
                context.getBean(RetryPolicies.class),
                new EventMeters(context.getBean(MeterRegistry.class)),
                new RecentWork(),
                context.getBean(News.class),
                new Watchdog(context.getBean(EventLog.class).cursors(), properties.handlerTimeLimit()),
                context.getBean(DataSource.class),
                new CallersFirst(System::nanoTime).modules());
    }

    /** Stops the application's own threads, and takes their place. */
    public static StepByStep takeOver(ApplicationContext context) {
        context.getBean(Engine.class).stop();
        StepByStep steps = new StepByStep(context);
        steps.restart();
        return steps;
    }

    /** Forgets all that a process keeps in memory. */
    public void restart() {
        modules = context.getBean(Engine.class).registrations().stream()
                .collect(Collectors.toMap(
                        registration -> registration.subscription().module(), this::stepsOf));
    }

    private Steps stepsOf(Registration registration) {
        Subscription subscription = registration.subscription();
        int batch = handling.properties().batchEventsOf(subscription);
        return new Steps(
                new ModuleConsumer(
                        registration,
                        context.getBean(EventLog.class),
                        handling,
                        context.getBean(Breakers.class).of(subscription.module())),
                IntStream.range(0, handling.properties().shards())
                        .mapToObj(shard -> new ShardProgress(shard, new BatchLimit(batch)))
                        .toList());
    }

    /** Puts all committed events in line. */
    public void putInLine() {
        context.getBean(Relay.class).number();
    }

    /** Runs a job once, and tells whether there may be more to do. */
    public boolean runJob(String name) {
        return context.getBeansOfType(Job.class).values().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow()
                .work()
                .run();
    }

    /** Brings a module its next event, whichever; empty where it has had all. */
    public Optional<Told> handle(String module) {
        return next(module, Function.identity());
    }

    /** Like {@link #handle}, but the process dies after the handlers, just before the commit. */
    public void handleAndDie(String module) {
        next(
                module,
                step -> () -> transaction.executeWithoutResult(status -> {
                    step.run();
                    status.setRollbackOnly();
                }));
        restart();
    }

    private Optional<Told> next(String module, Function<Runnable, Runnable> how) {
        return jdbc.sql("""
                        SELECT c.shard, c.position
                        FROM consumer_cursor c
                        JOIN outbox_sequence s USING (shard)
                        WHERE c.module = :module AND c.position < s.last_position
                        ORDER BY c.shard
                        LIMIT 1
                        """)
                .param("module", module)
                .query((row, number) -> List.of(row.getLong("shard"), row.getLong("position")))
                .optional()
                .map(cursor -> {
                    int shard = Math.toIntExact(cursor.getFirst());
                    how.apply(() -> Objects.requireNonNull(modules.get(module), module)
                                    .step(shard))
                            .run();
                    return told(shard, cursor.getLast() + 1);
                });
    }

    private Told told(int shard, long position) {
        return jdbc.sql("""
                        SELECT event_type, event_key, payload
                        FROM outbox
                        WHERE shard = :shard AND position = :position
                        """)
                .param("shard", shard)
                .param("position", position)
                .query((row, number) ->
                        new Told(row.getString("event_type"), row.getString("event_key"), row.getString("payload")))
                .single();
    }
}
