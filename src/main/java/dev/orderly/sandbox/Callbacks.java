package dev.orderly.sandbox;

import dev.orderly.messaging.Lane;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Acts when a session is due. Sleeps until the next one is, or somebody wakes it; what is due is in the table, so that a
 * process that dies forgets nothing and another may go on.
 */
class Callbacks {

    private static final Logger LOG = LoggerFactory.getLogger(Callbacks.class);

    /** How long until the sessions of another process that died are noticed. */
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(5);

    private static final Duration LONGEST_STOP = Duration.ofSeconds(15);
    private static final int CONCURRENCY = 16;

    private final Sessions sessions;
    private final ClaimDue claimDue;
    private final TellOutcome tellOutcome;
    private final Semaphore slots = new Semaphore(CONCURRENCY);
    private final Semaphore alarm = new Semaphore(0);

    /** Far away while the table is being looked at: who adds to it meanwhile may have been overlooked. */
    private volatile long nextLook = farAway();

    private volatile boolean running;
    private @Nullable Thread loop;

    Callbacks(Sessions sessions, ClaimDue claimDue, TellOutcome tellOutcome) {
        this.sessions = sessions;
        this.claimDue = claimDue;
        this.tellOutcome = tellOutcome;
    }

    void start(Signer signer) {
        running = true;
        loop = Thread.ofVirtual().name("sandbox-callbacks").start(() -> runUntilStopped(signer));
    }

    /** Lets the calls that are being made finish. */
    void stop() {
        running = false;
        wake();
        try {
            if (loop != null && !loop.join(LONGEST_STOP)) {
                LOG.debug("Callbacks are still being made; they are repeated when their leases end");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something may be due at once. */
    void wake() {
        alarm.release();
    }

    /** Something is due after this time, which may be earlier than the last look at the table showed. */
    void wakeIn(Duration time) {
        if (System.nanoTime() + time.toNanos() - nextLook < 0) {
            wake();
        }
    }

    private void runUntilStopped(Signer signer) {
        Lane.FOLLOW_UP.enter();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            boolean troubled = false;
            while (running) {
                try {
                    Duration rest = sessions.untilDue().orElse(LONGEST_SLEEP);
                    if (rest.isPositive()) {
                        sleep(rest);
                    } else {
                        startDue(signer, threads);
                    }
                    troubled = false;
                } catch (RuntimeException trouble) {
                    if (!troubled && running) {
                        LOG.warn("The sandbox cannot reach its table and tries again: {}", trouble.toString());
                    }
                    troubled = true;
                    sleep(LONGEST_SLEEP);
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void sleep(Duration rest) throws InterruptedException {
        Duration sleep = rest.compareTo(LONGEST_SLEEP) < 0 ? rest : LONGEST_SLEEP;
        nextLook = System.nanoTime() + sleep.toNanos();
        alarm.tryAcquire(sleep.toNanos(), TimeUnit.NANOSECONDS);
        nextLook = farAway();
        alarm.drainPermits();
    }

    private static long farAway() {
        return System.nanoTime() + Long.MAX_VALUE / 2;
    }

    private void startDue(Signer signer, ExecutorService threads) throws InterruptedException {
        slots.acquire();
        int free = 1 + slots.drainPermits();
        int started = 0;
        try {
            for (Session session : claimDue.claim(free)) {
                threads.execute(() -> tell(session, signer, threads));
                started++;
            }
        } finally {
            slots.release(free - started);
        }
    }

    private void tell(Session session, Signer signer, ExecutorService threads) {
        try {
            if (session.behaviour().calls() > 0) {
                tellOutcome.tell(session, signer, threads);
            }
        } catch (RuntimeException trouble) {
            LOG.debug("The session {} is due again when its lease ends", session.id(), trouble);
        } finally {
            slots.release();
            wake();
        }
    }
}
