package dev.orderly.notification;

import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Erases the words of old mails, which are large and personal. That a mail was sent, and when, stays known. */
class EraseMailBodies {

    static final String JOB = "notification-erase";

    private static final int BATCH = 500;

    private final Mails mails;
    private final NotificationProperties properties;

    EraseMailBodies(Mails mails, NotificationProperties properties) {
        this.mails = mails;
        this.properties = properties;
    }

    /** Tells whether there may be more to erase. */
    @Transactional
    boolean run() {
        List<String> old = mails.bodiesOlderThan(properties.keepBodies(), BATCH);
        if (!old.isEmpty()) {
            mails.eraseBodies(old);
        }
        return old.size() == BATCH;
    }
}
