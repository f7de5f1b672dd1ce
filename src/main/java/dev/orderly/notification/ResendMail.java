package dev.orderly.notification;

import dev.orderly.messaging.Jobs;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/** Has a mail sent after all that was given up or kept, because a person asks for it. */
class ResendMail {

    private static final Logger log = LoggerFactory.getLogger(ResendMail.class);

    private final Mails mails;
    private final Optional<MailServer> server;
    private final Jobs jobs;

    ResendMail(Mails mails, Optional<MailServer> server, Jobs jobs) {
        this.mails = mails;
        this.server = server;
        this.jobs = jobs;
    }

    @Transactional
    Notification resend(String id, String who) {
        Notification mail = mails.lock(id).orElseThrow(() -> new MailNotFound(id));
        switch (mail.status()) {
            case PENDING -> {} // It will be sent anyhow.
            case SENT -> throw MailCannotBeResent.becauseItWasSent(mail);
            case FAILED, KEPT -> resend(mail, who);
        }
        return mails.lock(id).orElseThrow();
    }

    private void resend(Notification mail, String who) {
        if (server.isEmpty()) {
            throw MailCannotBeResent.withoutServer(mail);
        }
        if (!mails.hasBody(mail.id())) {
            throw MailCannotBeResent.withoutWords(mail);
        }
        mails.resend(mail.id(), who);
        log.info(
                "The mail {} of order {} is sent again, as {} asked; it was {}",
                mail.type(),
                mail.orderId(),
                who,
                mail.status());
        jobs.wakeAfterCommit(SendMails.JOB);
    }
}
