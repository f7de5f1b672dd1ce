package dev.orderly.payment;

import dev.orderly.messaging.Job;
import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.Permits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Makes the calls to the provider side by side. A claim takes only as many as there are free slots and waits for none
 * that run, so that a slow call delays no quick one.
 */
class ProviderCalls implements Job.Work, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderCalls.class);
    private static final long WAIT_FOR_THE_LAST_SECONDS = 15;
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final ClaimTasks claimTasks;
    private final CallProvider callProvider;
    private final PostponeTask postponeTask;
    private final CallbackAddress callbackAddress;
    private final Providers providers;
    private final Jobs jobs;
    private final Clock clock;
    private final Permits permits;
    private final Semaphore slots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.MIN);
    private final AtomicBoolean starving = new AtomicBoolean();

    ProviderCalls(
            ClaimTasks claimTasks,
            CallProvider callProvider,
            PostponeTask postponeTask,
            CallbackAddress callbackAddress,
            Providers providers,
            Jobs jobs,
            Clock clock,
            PaymentProperties properties) {
        this.claimTasks = claimTasks;
        this.callProvider = callProvider;
        this.postponeTask = postponeTask;
        this.callbackAddress = callbackAddress;
        this.providers = providers;
        this.jobs = jobs;
        this.clock = clock;
        this.permits = jobs.permits(PaymentModule.JOB);
        this.slots = new Semaphore(properties.concurrency());
    }

    @Override
    public boolean isDue() {
        return claimTasks.anyDue();
    }

    @Override
    public boolean run() {
        if (callbackAddress.of(providers.chosen()).isEmpty()) {
            // Until a port is served no provider could call back.
            return false;
        }
        int free = slots.drainPermits();
        if (free == 0) {
            // Another process may go on meanwhile; the next slot that is freed wakes this one.
            starving.set(true);
            return slots.availablePermits() > 0;
        }
        return startDue(free);
    }

    private boolean startDue(int free) {
        int permitted = permits.take(free);
        int started = 0;
        try {
            for (ProviderTask task : permitted == 0 ? List.<ProviderTask>of() : claimTasks.claim(permitted)) {
                threads.execute(() -> call(task));
                started++;
            }
            return started > 0;
        } finally {
            slots.release(free - started);
            permits.giveBack(permitted - started);
        }
    }

    private void call(ProviderTask task) {
        try {
            callProvider.call(task);
        } catch (RuntimeException failure) {
            warn(task, failure);
            postpone(task, failure);
        } finally {
            slots.release();
            if (starving.compareAndSet(true, false)) {
                jobs.wakeAfterCommit(PaymentModule.JOB);
            }
        }
    }

    /** A provider that is away fails many calls, and one line a minute tells that. */
    private void warn(ProviderTask task, RuntimeException failure) {
        Instant now = clock.instant();
        Instant silent = silentUntil.get();
        if (now.isAfter(silent) && silentUntil.compareAndSet(silent, now.plus(BETWEEN_WARNINGS))) {
            LOG.warn(
                    "A call to the payment provider {} failed and is repeated until it succeeds ({} for order {}: {})",
                    task.payment().provider(),
                    task.kind(),
                    task.payment().orderId(),
                    failure.toString());
        }
    }

    private void postpone(ProviderTask task, RuntimeException failure) {
        try {
            postponeTask.postpone(task, failure);
        } catch (RuntimeException databaseIsAway) {
            LOG.debug("The task {} is due again when its lease ends", task.id(), databaseIsAway);
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(WAIT_FOR_THE_LAST_SECONDS, TimeUnit.SECONDS)) {
            LOG.debug("Calls to the payment provider are still open; they are made again when their leases end");
        }
    }
}
