package dev.orderly.notification;

import dev.orderly.messaging.Job;
import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.SideBySide;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what is due, several mails at a time. */
class SendMails implements Job.Work {

    static final String JOB = "notification-mails";

    private static final Logger log = LoggerFactory.getLogger(SendMails.class);

    private final ClaimMails claimMails;
    private final MailServer server;
    private final RecordDelivery recordDelivery;
    private final SideBySide<PendingMail> mails;

    SendMails(
            ClaimMails claimMails,
            MailServer server,
            RecordDelivery recordDelivery,
            NotificationProperties properties,
            Jobs jobs) {
        this.claimMails = claimMails;
        this.server = server;
        this.recordDelivery = recordDelivery;
        this.mails = new SideBySide<>(JOB, properties.concurrency(), jobs, claimMails::claim, this::send);
    }

    @Override
    public boolean isDue() {
        return claimMails.anyDue();
    }

    @Override
    public boolean run() {
        return mails.begin();
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
        }
    }

    @Override
    public boolean isShared() {
        return true;
    }

    @Override
    public void finish() throws InterruptedException {
        mails.finish();
    }
}
