package dev.orderly.messaging;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;

/**
 * Keeps several instances from doing the same job at the same time. It saves work and is trusted with nothing else: a
 * stopped JVM can outlive its lock.
 */
class JobLock {

    /** After this a lock of an instance that died is free; its work waits so long, and a longer run is only doubled work. */
    static final Duration AT_MOST = Duration.ofSeconds(10);

    private final LockProvider locks;
    private final Clock clock;

    JobLock(LockProvider locks, Clock clock) {
        this.locks = locks;
        this.clock = clock;
    }

    /** Runs the work, or nothing where another instance is at it. */
    void run(String name, Runnable work) {
        Optional<SimpleLock> lock = locks.lock(new LockConfiguration(clock.instant(), name, AT_MOST, Duration.ZERO));
        if (lock.isEmpty()) {
            return;
        }
        try {
            work.run();
        } finally {
            lock.get().unlock();
        }
    }
}
