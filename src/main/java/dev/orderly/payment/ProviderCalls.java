package dev.orderly.payment;

import dev.orderly.messaging.Job;
import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.SideBySide;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the calls to the provider side by side. */
class ProviderCalls implements Job.Work {

    private static final Logger LOG = LoggerFactory.getLogger(ProviderCalls.class);
    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    private final ClaimTasks claimTasks;
    private final CallProvider callProvider;
    private final PostponeTask postponeTask;
    private final CallbackAddress callbackAddress;
    private final Providers providers;
    private final Clock clock;
    private final SideBySide<ProviderTask> calls;
    private final AtomicReference<Instant> silentUntil = new AtomicReference<>(Instant.MIN);

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
        this.clock = clock;
        this.calls = new SideBySide<>(PaymentModule.JOB, properties.concurrency(), jobs, claimTasks::claim, this::call);
    }

    @Override
    public boolean isDue() {
        return claimTasks.anyDue();
    }

    /** Until a port is served no provider could call back. */
    @Override
    public boolean run() {
        return callbackAddress.of(providers.chosen()).isPresent() && calls.begin();
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void finish() throws InterruptedException {
        calls.finish();
    }

    private void call(ProviderTask task) {
        try {
            callProvider.call(task);
        } catch (RuntimeException failure) {
            warn(task, failure);
            postpone(task, failure);
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
}
