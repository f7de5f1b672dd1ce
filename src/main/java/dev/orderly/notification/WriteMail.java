package dev.orderly.notification;

import dev.orderly.messaging.Ids;
import dev.orderly.messaging.Jobs;
import java.util.Optional;
import org.springframework.transaction.annotation.Transactional;

/**
 * Puts a letter into words and leaves it for the sender. The words are fixed here: a later change of a template changes
 * no mail that was already promised, and a second attempt sends the same bytes as the first.
 */
class WriteMail {

    private final Mails mails;
    private final MailTemplates templates;
    private final Optional<MailServer> server;
    private final Jobs jobs;

    WriteMail(Mails mails, MailTemplates templates, Optional<MailServer> server, Jobs jobs) {
        this.mails = mails;
        this.templates = templates;
        this.server = server;
        this.jobs = jobs;
    }

    @Transactional
    void write(Letter letter) {
        MailStatus status = server.isPresent() ? MailStatus.PENDING : MailStatus.KEPT;
        if (mails.add(Ids.next(), letter, templates.render(letter), status) && status == MailStatus.PENDING) {
            jobs.wakeAfterCommit(SendMails.JOB);
        }
    }
}
