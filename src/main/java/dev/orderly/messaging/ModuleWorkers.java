package dev.orderly.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
    private final AtomicBoolean outdated = new AtomicBoolean();

    ModuleWorkers(String module, List<ShardConsumer> consumers, int workers) {
        this.module = module;
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
        return shard.step();
    }

    /** A shard is in the queue or in a thread's hands, never twice; what is announced meanwhile is not lost. */
    private final class Shard {

        private final ShardConsumer consumer;
        private boolean queued;
        private boolean inHand;

        Shard(ShardConsumer consumer) {
            this.consumer = consumer;
        }

        synchronized void announce() {
            if (!queued) {
                queued = true;
                if (!inHand) {
                    announced.add(this);
                }
            }
        }

        Duration step() {
            take();
            boolean more = true;
            try {
                ShardConsumer.Step step = consumer.step();
                more = step == ShardConsumer.Step.MORE || step == ShardConsumer.Step.AGAIN;
                if (step == ShardConsumer.Step.OUTDATED && outdated.compareAndSet(false, true)) {
                    LOG.warn(
                            "A newer version of {} runs elsewhere; this instance handles no more events for it",
                            module);
                }
                return step == ShardConsumer.Step.AGAIN ? MOMENT : Duration.ZERO;
            } finally {
                release(more);
            }
        }

        private synchronized void take() {
            inHand = true;
            queued = false;
        }

        private synchronized void release(boolean more) {
            inHand = false;
            if (more || queued) {
                queued = true;
                announced.add(this);
            }
        }
    }
}
