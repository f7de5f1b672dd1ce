package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Brings the log's events to every module of this process. */
class Dispatcher {

    private final EventLog log;
    private final Handling handling;
    private final Function<String, Breaker> breakers;
    private final Function<String, Cap> caps;
    private final Map<String, ModuleWorkers> modules = new ConcurrentHashMap<>();
    private final Loop lookout = new Loop("lookout", Lane.DISPATCH, woken -> lookOut());

    /**
     * @param breakers gives each module its own
     * @param caps gives each module its rate cap
     */
    Dispatcher(EventLog log, Handling handling, Function<String, Breaker> breakers, Function<String, Cap> caps) {
        this.log = log;
        this.handling = handling;
        this.breakers = breakers;
        this.caps = caps;
    }

    void add(Registration registration) {
        MessagingProperties properties = handling.properties();
        Subscription subscription = registration.subscription();
        Breaker breaker = breakers.apply(subscription.module());
        int batchEvents = properties.batchEventsOf(subscription);
        List<ShardProgress> shards = IntStream.range(0, properties.shards())
                .mapToObj(shard -> new ShardProgress(shard, new BatchLimit(batchEvents)))
                .toList();
        modules.put(
                subscription.module(),
                new ModuleWorkers(
                        subscription.module(),
                        () -> new ModuleConsumer(registration, log, handling, breaker),
                        shards,
                        properties.workersOf(subscription),
                        breaker,
                        caps.apply(subscription.module()),
                        batchEvents,
                        handling.callersFirst()));
    }

    void start() {
        handling.watchdog().loop().start();
        modules.values().forEach(ModuleWorkers::start);
        lookout.start();
    }

    Stream<Loop> loops() {
        return Stream.concat(Stream.of(lookout), modules.values().stream().flatMap(ModuleWorkers::loops));
    }

    /** Watches over the handlers, so it stops after them. */
    Loop watchdog() {
        return handling.watchdog().loop();
    }

    /** Says that there are new events in the shards. */
    void announce(Set<Integer> shards) {
        modules.values().forEach(module -> module.announce(shards));
    }

    /** Says that there is something to do for a module, if it runs in this process. */
    void announce(String module, int shard) {
        ModuleWorkers workers = modules.get(module);
        if (workers != null) {
            workers.announce(Set.of(shard));
        }
    }

    /** Finds the work that nobody in this process announced: what other instances left, and retries that are due. */
    private Duration lookOut() {
        List<Pending> pending = log.cursors().pending();
        pending.forEach(work -> announce(work.module(), work.shard()));
        Duration poll = handling.properties().poll();
        return pending.isEmpty() ? poll : poll.dividedBy(5);
    }
}
