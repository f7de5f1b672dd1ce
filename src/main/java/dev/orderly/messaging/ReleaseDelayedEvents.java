package dev.orderly.messaging;

import java.util.List;
import org.springframework.transaction.support.TransactionOperations;

/** Puts delayed events whose time has come into the outbox. */
class ReleaseDelayedEvents implements Job.Work {

    private static final int AT_MOST = 500;

    private final DelayedEvents delayedEvents;
    private final TransactionOperations transaction;
    private final Runnable wakeRelay;

    ReleaseDelayedEvents(DelayedEvents delayedEvents, TransactionOperations transaction, Runnable wakeRelay) {
        this.delayedEvents = delayedEvents;
        this.transaction = transaction;
        this.wakeRelay = wakeRelay;
    }

    @Override
    public boolean isDue() {
        return delayedEvents.anyDue();
    }

    @Override
    public boolean run() {
        Integer released = transaction.execute(status -> {
            List<Long> due = delayedEvents.lockDue(AT_MOST);
            if (!due.isEmpty()) {
                delayedEvents.moveToOutbox(due);
            }
            return due.size();
        });
        if (released == null || released == 0) {
            return false;
        }
        wakeRelay.run();
        return released == AT_MOST;
    }
}
