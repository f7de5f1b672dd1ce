package dev.orderly.messaging;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that handle one module's events in this process: each takes a shard that was announced, does one step in
 * it and goes to the next, so that a busy shard does not starve the others and a busy module starves no other.
 */
class ModuleWorkers {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleWorkers.class);
    private static final Duration MOMENT = Duration.ofMillis(20);

    private final String module;
    private final List<Shard> shards;
    private final BlockingQueue<Shard> announced = new LinkedBlockingQueue<>();
    private final List<Loop> loops;
    private final Breaker breaker;
    private final Cap cap;
    private final int batchEvents;
    private final AtomicBoolean outdated = new AtomicBoolean();

    ModuleWorkers(
            String module, List<ShardConsumer> consumers, int workers, Breaker breaker, Cap cap, int batchEvents) {
        this.module = module;
        this.breaker = breaker;
        this.cap = cap;
        this.batchEvents = batchEvents;
        this.shards = consumers.stream().map(Shard::new).toList();
        this.loops = IntStream.rangeClosed(1, workers)
                .mapToObj(n -> new Loop(module + "-" + n, Lane.DISPATCH, woken -> round()))
                .toList();
    }

    String module() {
        return module;
    }

    void start() {
        loops.forEach(Loop::start);
    }

    /** The threads, for whoever stops them. */
    Stream<Loop> loops() {
        return loops.stream();
    }

    /** Says that there may be something to do in the shard. */
    void announce(int shard) {
        shards.get(shard).announce();
        loops.forEach(Loop::wake);
    }

    private Duration round() {
        Shard shard = announced.poll();
        if (shard == null) {
            return Duration.ofMinutes(1);
        }
        int permits = cap.take(batchEvents);
        if (permits == 0) {
            announced.add(shard);
            return cap.rest();
        }
        return shard.step(permits);
    }

    /** A shard is in the queue or in a thread's hands, never twice; what is announced meanwhile is not lost. */
    private final class Shard {

        private ShardConsumer consumer;
        private boolean queued;
        private @Nullable Thread hand;

        Shard(ShardConsumer consumer) {
            this.consumer = consumer;
            consumer.whenLeftBehind(this::leaveBehind);
        }

        synchronized void announce() {
            if (!queued) {
                queued = true;
                if (hand == null) {
                    announced.add(this);
                }
            }
        }

        Duration step(int permits) {
            ShardConsumer taken = take();
            boolean more = true;
            try {
                ShardConsumer.Step step = taken.step(permits);
                more = step.mayHaveMore();
                if (step == ShardConsumer.Step.OUTDATED && outdated.compareAndSet(false, true)) {
                    LOG.warn(
                            "A newer version of {} runs elsewhere; this instance handles no more events for it",
                            module);
                }
                return rest(step);
            } finally {
                release(taken, more);
                cap.giveBack(permits - taken.delivered());
            }
        }

        private synchronized ShardConsumer take() {
            hand = Thread.currentThread();
            queued = false;
            return consumer;
        }

        private synchronized void release(ShardConsumer taken, boolean more) {
            if (!taken.equals(consumer)) {
                breaker.returned();
                return;
            }
            hand = null;
            if (more || queued) {
                queued = true;
                announced.add(this);
            }
        }

        /** The shard goes on with a new consumer, and the thread's loop with a new thread. */
        private synchronized void leaveBehind(EventFailed failed) {
            Thread stuck = Objects.requireNonNull(hand);
            LOG.error(
                    "{}: a handler of {} does not end; it goes on without its connection, in the thread {}, until this process is restarted",
                    failed.logged().event().key(),
                    module,
                    stuck.getName());
            breaker.leftBehind();
            consumer = consumer.after(failed);
            consumer.whenLeftBehind(this::leaveBehind);
            hand = null;
            queued = true;
            announced.add(this);
            loops.forEach(loop -> loop.replace(stuck));
        }
    }

    private Duration rest(ShardConsumer.Step step) {
        return switch (step) {
            case AGAIN -> MOMENT;
            case PAUSED -> breaker.rest();
            case MORE, NOTHING, TAKEN, OUTDATED -> Duration.ZERO;
        };
    }
}
