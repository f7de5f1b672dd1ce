package dev.orderly.bridge;

import dev.orderly.broker.BrokerUnavailable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.dao.CannotAcquireLockException;

/** What tests let go wrong on the receiving side: when a parcel was handled, and when the broker is to be told so. */
class Mishaps {

    /** As a shell reports it of a process that was killed. */
    static final int KILLED = 137;

    private final AtomicInteger failingHandlers = new AtomicInteger();
    private final AtomicInteger failingAcknowledgements = new AtomicInteger();
    private final AtomicInteger untilDeath;
    private final boolean diesInHandler;
    private volatile CountDownLatch held = new CountDownLatch(0);
    private final Set<String> unbearable = ConcurrentHashMap.newKeySet();

    /**
     * @param diesIn where the process ends: {@code handler} before it commits, {@code acknowledge} after what arrived was
     *     committed and before the broker knows; empty for nowhere
     * @param at at which call
     */
    Mishaps(String diesIn, int at) {
        diesInHandler = "handler".equals(diesIn);
        untilDeath = new AtomicInteger(diesIn.isEmpty() ? Integer.MAX_VALUE : at);
    }

    /** Lets so many handlers or acknowledgements fail. */
    void failNext(int times) {
        failingHandlers.set(times);
        failingAcknowledgements.set(times);
    }

    /** How many have not failed yet. */
    int stillToFail(boolean acknowledgementsToo) {
        return failingHandlers.get() + (acknowledgementsToo ? failingAcknowledgements.get() : 0);
    }

    /** Has handlers and acknowledgements wait. */
    void hold() {
        held = new CountDownLatch(1);
    }

    void release() {
        held.countDown();
    }

    private void waitWhereHeld() {
        try {
            held.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** No parcel to this receiver can be handled. */
    void refuse(String receiver) {
        unbearable.add(receiver);
    }

    void bear(String receiver) {
        unbearable.remove(receiver);
    }

    void handled(Parcel parcel) {
        waitWhereHeld();
        if (unbearable.contains(parcel.receiver())) {
            throw new IllegalStateException("nobody can handle this");
        }
        if (diesInHandler) {
            dieInTime();
        }
        if (failingHandlers.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new CannotAcquireLockException("as a test has it");
        }
    }

    void acknowledging() {
        waitWhereHeld();
        if (!diesInHandler) {
            dieInTime();
        }
        if (failingAcknowledgements.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new BrokerUnavailable("as a test has it", null);
        }
    }

    /** No shutdown hook runs and nothing is closed, as with SIGKILL. */
    private void dieInTime() {
        if (untilDeath.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
