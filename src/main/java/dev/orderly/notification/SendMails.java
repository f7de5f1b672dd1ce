package dev.orderly.notification;

import dev.orderly.messaging.Job;
import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.Permits;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;

/**
 * Sends what is due, several mails at a time. It claims only as many as there are free slots and waits for none that are
 * under way, so that a slow conversation holds up nothing but itself.
 */
class SendMails implements Job.Work, DisposableBean {

    static final String JOB = "notification-mails";

    private static final Logger log = LoggerFactory.getLogger(SendMails.class);
    private static final long WAIT_FOR_THE_LAST_SECONDS = 15;

    private final ClaimMails claimMails;
    private final MailServer server;
    private final RecordDelivery recordDelivery;
    private final Jobs jobs;
    private final Permits permits;
    private final Semaphore slots;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicBoolean starving = new AtomicBoolean();

    SendMails(
            ClaimMails claimMails,
            MailServer server,
            RecordDelivery recordDelivery,
            NotificationProperties properties,
            Jobs jobs) {
        this.claimMails = claimMails;
        this.server = server;
        this.recordDelivery = recordDelivery;
        this.jobs = jobs;
        this.permits = jobs.permits(JOB);
        this.slots = new Semaphore(properties.concurrency());
    }

    @Override
    public boolean isDue() {
        return claimMails.anyDue();
    }

    /** Tells whether there was anything to do. */
    @Override
    public boolean run() {
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
            for (PendingMail mail : permitted == 0 ? List.<PendingMail>of() : claimMails.claim(permitted)) {
                threads.execute(() -> send(mail));
                started++;
            }
            return started > 0;
        } finally {
            slots.release(free - started);
            permits.giveBack(permitted - started);
        }
    }

    private void send(PendingMail mail) {
        try {
            recordDelivery.record(mail, server.deliver(mail));
        } catch (RuntimeException failure) {
            log.warn(
                    "It is not known how sending the mail {} of order {} ended; it is tried again when its lease ends",
                    mail.type(),
                    mail.orderId(),
                    failure);
        } finally {
            slots.release();
            if (starving.compareAndSet(true, false)) {
                jobs.wakeAfterCommit(JOB);
            }
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        threads.shutdown();
        if (!threads.awaitTermination(WAIT_FOR_THE_LAST_SECONDS, TimeUnit.SECONDS)) {
            log.debug("Mails are still on their way; those whose outcome nobody notes are sent again");
        }
    }
}
