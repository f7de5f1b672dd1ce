package dev.orderly.messaging;

import dev.orderly.messaging.ModulePresence.Where;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Runs every {@link Job} of the application, each in a loop of its own. */
class JobRunner implements Jobs, SmartInitializingSingleton {

    /** A job hands its lock back in time, however much there is to do; and one without it takes as long a turn. */
    private static final Duration TURN = JobLock.AT_MOST.dividedBy(3);

    private static final int SLOWEST = 4;

    private final ObjectProvider<Job> declared;
    private final JobLock lock;
    private final Caps caps;
    private final CallersFirst.Workers followUps;
    private final MeterRegistry meters;
    private final ModulePresence presence;
    private final Map<String, Running> jobs = new ConcurrentHashMap<>();

    JobRunner(
            ObjectProvider<Job> declared,
            JobLock lock,
            Caps caps,
            CallersFirst.Workers followUps,
            MeterRegistry meters,
            ModulePresence presence) {
        this.presence = presence;
        this.declared = declared;
        this.lock = lock;
        this.caps = caps;
        this.followUps = followUps;
        this.meters = meters;
    }

    @Override
    public void afterSingletonsInstantiated() {
        declared.forEach(job -> {
            if (jobs.put(job.name(), new Running(job, lock, caps.of(job.name()), followUps, meters)) != null) {
                throw new IllegalStateException("There are two jobs of the name " + job.name());
            }
        });
    }

    /** Starts the jobs of all modules that live here. */
    void start() {
        jobs.values().stream()
                .filter(job -> presence.of(job.job.module()) == Where.HERE)
                .forEach(job -> job.loop.start());
    }

    Stream<Loop> loops() {
        return jobs.values().stream().map(job -> job.loop);
    }

    /** Starts the jobs of a module that has come. */
    void takeUp(String module) {
        of(module).forEach(job -> job.loop.start());
    }

    /** Stops the jobs of a module that goes, and returns once all that they had begun is done, or after some time. */
    void putDown(String module) {
        Loop.stopAll(of(module).map(job -> job.loop));
        finish(of(module));
    }

    private Stream<Running> of(String module) {
        return jobs.values().stream().filter(job -> job.job.module().equals(module));
    }

    /** Waits for what jobs have begun and left to go on; their loops have stopped. */
    void finish() {
        finish(jobs.values().stream());
    }

    private static void finish(Stream<Running> stopped) {
        try {
            for (Running running : stopped.toList()) {
                running.job.work().finish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void wakeAfterCommit(String jobName) {
        Running job = jobs.get(jobName);
        if (job == null) {
            throw new IllegalArgumentException("There is no job of the name " + jobName);
        }
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    job.loop.wake();
                }
            });
        } else {
            job.loop.wake();
        }
    }

    @Override
    public Permits permits(String jobName) {
        return caps.of(jobName);
    }

    private static final class Running {

        private final Job job;
        private final JobLock lock;
        private final Cap cap;
        private final CallersFirst.Workers followUps;
        private final Timer succeeded;
        private final Timer failed;
        private final Loop loop;
        private boolean wanted;
        private int idleRounds;

        Running(Job job, JobLock lock, Cap cap, CallersFirst.Workers followUps, MeterRegistry meters) {
            this.job = job;
            this.lock = lock;
            this.cap = cap;
            this.followUps = followUps;
            this.succeeded = timer(meters, "success");
            this.failed = timer(meters, "failure");
            this.loop = new Loop("job-" + job.name(), job.work().isShared() ? Lane.FOLLOW_UP : Lane.JOB, this::round);
        }

        private Timer timer(MeterRegistry meters, String outcome) {
            return Timer.builder("orderly.messaging.job")
                    .description("Turns of the job in this process")
                    .tags("job", job.name(), "outcome", outcome)
                    .register(meters);
        }

        /** A job that has to rest does so without its lock, and it was woken until it has done all that it was woken for. */
        private Duration round(boolean woken) {
            wanted |= woken;
            Duration rest = rest();
            if (rest.isPositive()) {
                return rest;
            }
            boolean[] more = {false};
            if (job.work().isDue()) {
                if (wanted && job.work().isShared()) {
                    more[0] = measure();
                } else {
                    lock.run(job.name(), () -> more[0] = measure());
                }
            }
            idleRounds = wanted || more[0] ? 0 : Math.min(idleRounds + 1, SLOWEST - 1);
            Duration capped = cap.rest();
            wanted = wanted && (more[0] || capped.isPositive());
            if (capped.isPositive()) {
                return capped;
            }
            return more[0] ? Duration.ZERO : job.interval().multipliedBy(idleRounds + 1);
        }

        /** Where the cap permits nothing; and while callers go first, as what follows each order is their load. */
        private Duration rest() {
            Duration capped = cap.rest();
            return capped.isPositive() || !job.work().isShared() ? capped : followUps.rest();
        }

        private boolean measure() {
            long begun = System.nanoTime();
            Timer outcome = failed;
            try {
                boolean more = work();
                outcome = succeeded;
                return more;
            } finally {
                outcome.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }

        private boolean work() {
            long end = System.nanoTime() + TURN.toNanos();
            boolean more = job.work().run();
            while (more && !rest().isPositive() && !loop.isStopped() && System.nanoTime() < end) {
                more = job.work().run();
            }
            return more;
        }
    }
}
