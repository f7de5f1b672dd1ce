package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Outlook;
import dev.orderly.messaging.Cursors.Pending;
import dev.orderly.messaging.Sites.Home;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
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
    private final List<Consumer<Set<Integer>>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<List<Home>>> homesSeen = new CopyOnWriteArrayList<>();
    private volatile boolean started;
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

    /** Has a module's events handled from now on, or once the dispatcher starts. */
    void add(Registration registration) {
        ModuleWorkers workers = workers(registration);
        remove(workers.module());
        modules.put(workers.module(), workers);
        if (started) {
            workers.start();
        }
    }

    /** Has no more of a module's events handled, and returns once those that are being handled are, or after 30 s. */
    void remove(String module) {
        ModuleWorkers workers = modules.remove(module);
        if (workers != null) {
            Loop.stopAll(workers.loops());
        }
    }

    private ModuleWorkers workers(Registration registration) {
        MessagingProperties properties = handling.properties();
        Subscription subscription = registration.subscription();
        Breaker breaker = breakers.apply(subscription.module());
        int batchEvents = properties.batchEventsOf(subscription);
        List<ShardProgress> shards = IntStream.range(0, properties.shards())
                .mapToObj(shard -> new ShardProgress(shard, new BatchLimit(batchEvents)))
                .toList();
        return new ModuleWorkers(
                subscription.module(),
                () -> new ModuleConsumer(registration, log, handling, breaker),
                shards,
                properties.workersOf(subscription),
                breaker,
                caps.apply(subscription.module()),
                batchEvents,
                handling.modules());
    }

    void start() {
        handling.watchdog().loop().start();
        started = true;
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
        listeners.forEach(listener -> listener.accept(shards));
    }

    /** Tells somebody else too, each time that there are new events in shards, or ones that the carrier has not carried. */
    void whenAnnounced(Consumer<Set<Integer>> listener) {
        listeners.add(listener);
    }

    /** Tells each time that it was looked where modules live that have moved. */
    void whenHomesAreSeen(Consumer<List<Home>> listener) {
        homesSeen.add(listener);
    }

    /** Says that there is something to do for a module, if it runs in this process. */
    void announce(String module, int shard) {
        ModuleWorkers workers = modules.get(module);
        if (workers != null) {
            workers.announce(Set.of(shard));
        }
    }

    /** Has it looked at once for what it would find at the next poll. */
    void lookAgain() {
        lookout.wake();
    }

    /** Finds the work that nobody in this process announced: what other instances left, and retries that are due. */
    private Duration lookOut() {
        Outlook outlook = log.cursors().outlook();
        List<Pending> pending = outlook.pending();
        pending.forEach(work -> announce(work.module(), work.shard()));
        if (pending.stream().anyMatch(work -> work.module().equals(SiteLog.CARRIER))) {
            listeners.forEach(listener -> listener.accept(Set.of()));
        }
        homesSeen.forEach(listener -> listener.accept(outlook.homes()));
        Duration poll = handling.properties().poll();
        return pending.isEmpty() ? poll : poll.dividedBy(5);
    }
}
