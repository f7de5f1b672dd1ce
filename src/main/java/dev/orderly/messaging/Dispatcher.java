package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Pending;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Brings the log's events to every module of this process. */
class Dispatcher {

    private final EventLog log;
    private final EventCatalog catalog;
    private final MessagingProperties properties;
    private final Map<String, ModuleWorkers> modules = new ConcurrentHashMap<>();
    private final Loop lookout = new Loop("lookout", Lane.DISPATCH, woken -> lookOut());

    Dispatcher(EventLog log, EventCatalog catalog, MessagingProperties properties) {
        this.log = log;
        this.catalog = catalog;
        this.properties = properties;
    }

    void add(Registration registration) {
        Subscription subscription = registration.subscription();
        ModuleBus bus = new ModuleBus(subscription, properties.shards());
        List<ShardConsumer> consumers = IntStream.range(0, properties.shards())
                .mapToObj(shard -> new ShardConsumer(registration, shard, bus, catalog, log, properties))
                .toList();
        modules.put(
                subscription.module(),
                new ModuleWorkers(subscription.module(), consumers, properties.workersOf(subscription)));
    }

    void start() {
        modules.values().forEach(ModuleWorkers::start);
        lookout.start();
    }

    Stream<Loop> loops() {
        return Stream.concat(Stream.of(lookout), modules.values().stream().flatMap(ModuleWorkers::loops));
    }

    /** Says that there are new events in the shards. */
    void announce(Set<Integer> shards) {
        modules.values().forEach(module -> shards.forEach(module::announce));
    }

    /** Finds the work that nobody in this process announced: what other instances left, and retries that are due. */
    private Duration lookOut() {
        List<Pending> pending = log.cursors().pending();
        for (Pending work : pending) {
            ModuleWorkers module = modules.get(work.module());
            if (module != null) {
                module.announce(work.shard());
            }
        }
        return pending.isEmpty() ? properties.poll() : properties.poll().dividedBy(5);
    }
}
