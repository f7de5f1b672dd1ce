package dev.orderly.notification;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;

/** Says once that no customer will get a mail. */
class WarnOfKeptMails {

    private static final Logger log = LoggerFactory.getLogger(WarnOfKeptMails.class);

    private final Optional<MailServer> server;

    WarnOfKeptMails(Optional<MailServer> server) {
        this.server = server;
    }

    @EventListener(ApplicationReadyEvent.class)
    void warn() {
        if (server.isEmpty()) {
            log.warn("No mail server is configured, so mails to customers are kept and not sent; set spring.mail.host");
        }
    }
}
