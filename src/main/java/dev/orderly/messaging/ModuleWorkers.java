package dev.orderly.messaging;

import dev.orderly.messaging.ModuleConsumer.Outcome;
import dev.orderly.messaging.ModuleConsumer.Step;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that handle one module's events in this process: each takes its share of the shards that were announced,
 * does one step in them and goes on, so that a busy shard does not starve the others and a busy module starves no other.
 *
 * <p>Several shards go into one step because a commit costs much more than a cursor, and one worker takes all of them as
 * long as its steps are small and quick. A shard in which something failed goes alone until that is settled. What failed
 * behind others is taken as soon as those are handled: were all shards to put it off, their failures would come in a row,
 * and the breaker would take them for the module's.
 */
class ModuleWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleWorkers.class);
    private static final Duration QUICK = Duration.ofMillis(20);
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final String module;
    private final Supplier<ModuleConsumer> consumers;
    private final Breaker breaker;
    private final Cap cap;
    private final int batchEvents;
    private final CallersFirst.Workers modules;
    private final List<Shard> shards;
    private final Deque<Shard> announced = new ArrayDeque<>();
    private final List<Worker> workers;
    private final Set<Worker> idle = new LinkedHashSet<>();
    private boolean oneSuffices = true;
    private boolean outdated;

    /** @param consumers gives each worker its own */
    ModuleWorkers(
            String module,
            Supplier<ModuleConsumer> consumers,
            List<ShardProgress> shards,
            int workers,
            Breaker breaker,
            Cap cap,
            int batchEvents,
            CallersFirst.Workers modules) {
        this.module = module;
        this.consumers = consumers;
        this.breaker = breaker;
        this.cap = cap;
        this.batchEvents = batchEvents;
        this.modules = modules;
        this.shards = shards.stream().map(Shard::new).toList();
        this.workers = IntStream.rangeClosed(1, workers).mapToObj(Worker::new).toList();
    }

    String module() {
        return module;
    }

    void start() {
        loops().forEach(Loop::start);
    }

    /** The threads, for whoever stops them. */
    Stream<Loop> loops() {
        return workers.stream().map(worker -> worker.loop);
    }

    /** Says that there may be something to do in the shards. */
    synchronized void announce(Collection<Integer> numbers) {
        // There may be more of them than this process was started for, if it slept while their number was changed.
        numbers.stream().filter(number -> number < shards.size()).forEach(number -> queue(shards.get(number)));
        wakeOneForEachAnnounced();
    }

    /** A shard is in the queue or in a worker's hands, never twice; what is announced meanwhile is not lost. */
    private void queue(Shard shard) {
        if (!shard.queued) {
            shard.queued = true;
            if (!shard.inHand && shard.progress.limit().comesToItsSuspect()) {
                announced.addFirst(shard);
            } else if (!shard.inHand) {
                announced.add(shard);
            }
        }
    }

    private void wakeOneForEachAnnounced() {
        idle.stream().limit(sharers(announced.size())).toList().forEach(worker -> {
            idle.remove(worker);
            worker.loop.wake();
        });
    }

    /** The worker's share of what is announced. */
    private synchronized List<Shard> take(Worker worker) {
        List<Shard> taken = new ArrayList<>();
        int share = Math.ceilDiv(announced.size(), sharers(workers.size()));
        while (taken.size() < share && (taken.isEmpty() || mayJoin(taken.getFirst()))) {
            Shard shard = announced.remove();
            shard.queued = false;
            shard.inHand = true;
            taken.add(shard);
        }
        if (taken.isEmpty()) {
            idle.add(worker);
        } else {
            idle.remove(worker);
        }
        return taken;
    }

    /** A step costs a commit however few its events, so there are no more at once than are needed. */
    private int sharers(int most) {
        return oneSuffices ? Math.min(1, most) : most;
    }

    private boolean mayJoin(Shard first) {
        return !first.progress.goesAlone() && !announced.element().progress.goesAlone();
    }

    private synchronized void giveBack(List<Shard> taken, Collection<ShardProgress> unfinished) {
        for (Shard shard : taken) {
            shard.inHand = false;
            boolean more = shard.queued || unfinished.contains(shard.progress);
            shard.queued = false;
            if (more) {
                queue(shard);
            }
        }
        wakeOneForEachAnnounced();
    }

    private Duration rest(Step step) {
        return switch (step) {
            case AGAIN -> MOMENT;
            case PAUSED -> breaker.rest();
            case DONE, OUTDATED -> Duration.ZERO;
        };
    }

    private synchronized void noteOutdated() {
        if (!outdated) {
            outdated = true;
            LOG.warn(
                    "{} was taken over elsewhere, by a newer version or another site; this instance handles no more events for it",
                    module);
        }
    }

    private static final class Shard {

        private final ShardProgress progress;
        private boolean queued;
        private boolean inHand;

        Shard(ShardProgress progress) {
            this.progress = progress;
        }
    }

    private final class Worker {

        private final Loop loop;
        private ModuleConsumer consumer;
        private List<Shard> hand = List.of();
        private @Nullable Thread thread;

        Worker(int number) {
            this.consumer = newConsumer();
            this.loop = new Loop(module + "-" + number, Lane.DISPATCH, woken -> round());
        }

        private ModuleConsumer newConsumer() {
            ModuleConsumer fresh = consumers.get();
            fresh.whenLeftBehind(this::leaveBehind);
            return fresh;
        }

        private Duration round() {
            List<Shard> taken = take(this);
            if (taken.isEmpty()) {
                return LONG;
            }
            List<ShardProgress> all =
                    taken.stream().map(shard -> shard.progress).toList();
            Duration rest = modules.rest();
            if (rest.isPositive()) {
                giveBack(taken, all);
                return rest;
            }
            int permits = cap.take(batchEvents);
            if (permits == 0) {
                giveBack(taken, all);
                return cap.rest();
            }
            return step(taken, all, permits);
        }

        private Duration step(List<Shard> taken, List<ShardProgress> all, int permits) {
            ModuleConsumer mine = begin(taken);
            long begun = System.nanoTime();
            Outcome outcome = new Outcome(Step.DONE, all);
            try {
                outcome = mine.step(all, permits);
                if (outcome.step() == Step.OUTDATED) {
                    noteOutdated();
                }
                return rest(outcome.step());
            } finally {
                end(mine, outcome, System.nanoTime() - begun);
                cap.giveBack(permits - mine.delivered());
                modules.worked(System.nanoTime() - begun);
            }
        }

        private ModuleConsumer begin(List<Shard> taken) {
            synchronized (ModuleWorkers.this) {
                hand = taken;
                thread = Thread.currentThread();
                return consumer;
            }
        }

        private void end(ModuleConsumer mine, Outcome outcome, long nanos) {
            synchronized (ModuleWorkers.this) {
                oneSuffices = nanos < QUICK.toNanos() && mine.delivered() <= batchEvents / 2;
                if (mine.equals(consumer)) {
                    giveBack(hand, outcome.unfinished());
                } else {
                    breaker.returned();
                }
            }
        }

        /** The shards go on with others, and the worker with a new thread. */
        private void leaveBehind(EventFailed failed) {
            synchronized (ModuleWorkers.this) {
                Thread stuck = Objects.requireNonNull(thread);
                LOG.error(
                        "{}: a handler of {} does not end; it goes on without its connection, in the thread {}, until this process is restarted",
                        failed.logged().event().key(),
                        module,
                        stuck.getName());
                breaker.leftBehind();
                List<ShardProgress> all =
                        hand.stream().map(shard -> shard.progress).toList();
                if (failed.isOfSeveral()) {
                    consumer.takeOneByOne();
                } else {
                    all.stream()
                            .filter(shard -> shard.shard() == failed.shard())
                            .forEach(shard -> shard.leaveUnrecorded(failed));
                }
                consumer = newConsumer();
                giveBack(hand, all);
                loop.replace(stuck);
            }
        }
    }
}
