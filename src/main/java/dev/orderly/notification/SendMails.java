package dev.orderly.notification;

import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.Permits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Sends what is due, several mails at a time. Each of its workers goes on to the next mail by itself, so that a slow
 * conversation holds up nothing but itself.
 */
class SendMails {

    static final String JOB = "notification-mails";

    private static final Duration LONGEST_RUN = Duration.ofSeconds(5);

    private final ClaimMail claimMail;
    private final MailServer server;
    private final RecordDelivery recordDelivery;
    private final NotificationProperties properties;
    private final Clock clock;
    private final Permits permits;

    SendMails(
            ClaimMail claimMail,
            MailServer server,
            RecordDelivery recordDelivery,
            NotificationProperties properties,
            Clock clock,
            Jobs jobs) {
        this.claimMail = claimMail;
        this.server = server;
        this.recordDelivery = recordDelivery;
        this.properties = properties;
        this.clock = clock;
        this.permits = jobs.permits(JOB);
    }

    /** Tells whether there was anything to do. */
    boolean run() {
        Optional<PendingMail> first = claim();
        first.ifPresent(this::sendAll);
        return first.isPresent();
    }

    private Optional<PendingMail> claim() {
        if (permits.take(1) == 0) {
            return Optional.empty();
        }
        Optional<PendingMail> mail = claimMail.next();
        permits.giveBack(mail.isPresent() ? 0 : 1);
        return mail;
    }

    private void sendAll(PendingMail first) {
        Instant end = clock.instant().plus(LONGEST_RUN);
        List<Future<?>> workers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            workers.add(threads.submit(() -> send(first, end)));
            for (int i = 1; i < properties.concurrency(); i++) {
                workers.add(threads.submit(() -> claim().ifPresent(mail -> send(mail, end))));
            }
        }
        workers.forEach(SendMails::rethrow);
    }

    private void send(PendingMail first, Instant end) {
        Optional<PendingMail> mail = Optional.of(first);
        while (mail.isPresent()) {
            recordDelivery.record(mail.get(), server.deliver(mail.get()));
            mail = clock.instant().isBefore(end) ? claim() : Optional.empty();
        }
    }

    private static void rethrow(Future<?> worker) {
        if (worker.state() == Future.State.FAILED) {
            throw new IllegalStateException("Mails could not be claimed or recorded", worker.exceptionNow());
        }
    }
}
