package dev.orderly.messaging;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a {@link Job} does that waits for somebody outside, several pieces at a time. It claims only as many as there are
 * free slots, and waits for none that are under way, so that a slow one holds up nothing but itself.
 *
 * @param <T> a piece of work that was claimed
 */
public class SideBySide<T> {

    private static final Logger LOG = LoggerFactory.getLogger(SideBySide.class);
    private static final long WAIT_FOR_THE_LAST_SECONDS = 15;

    private final String job;
    private final int most;
    private final Jobs jobs;
    private final Permits permits;
    private final IntFunction<List<T>> claim;
    private final Consumer<T> work;
    private final Semaphore slots;
    private final AtomicBoolean starving = new AtomicBoolean();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param job the job's name
     * @param most pieces at a time, at least 1
     * @param claim takes no more pieces than so many, for a lease after which they may be claimed again
     * @param work does one of them; what it throws is lost
     */
    public SideBySide(String job, int most, Jobs jobs, IntFunction<List<T>> claim, Consumer<T> work) {
        this.job = job;
        this.most = most;
        this.jobs = jobs;
        this.permits = jobs.permits(job);
        this.claim = claim;
        this.work = work;
        this.slots = new Semaphore(most);
    }

    /** Begins what is due and can be begun, and tells whether there may be more; a {@link Job.Work#run}. */
    public boolean begin() {
        int free = slots.drainPermits();
        if (free == 0) {
            // Another process may go on meanwhile; the next slot that is freed wakes this one.
            starving.set(true);
            return slots.availablePermits() > 0;
        }
        int permitted = permits.take(free);
        int begun = 0;
        try {
            for (T piece : permitted == 0 ? List.<T>of() : claim.apply(permitted)) {
                threads.execute(() -> go(piece));
                begun++;
            }
            return begun > 0 && begun == permitted;
        } finally {
            slots.release(free - begun);
            permits.giveBack(permitted - begun);
        }
    }

    private void go(T piece) {
        try {
            work.accept(piece);
        } finally {
            slots.release();
            if (starving.compareAndSet(true, false)) {
                jobs.wakeAfterCommit(job);
            }
        }
    }

    /** Returns when nothing is under way any more, or after 15 s; a {@link Job.Work#finish}. */
    public void finish() throws InterruptedException {
        if (slots.tryAcquire(most, WAIT_FOR_THE_LAST_SECONDS, TimeUnit.SECONDS)) {
            slots.release(most);
        } else {
            LOG.debug("{} leaves some that are under way; they are claimed again when their leases end", job);
        }
    }
}
