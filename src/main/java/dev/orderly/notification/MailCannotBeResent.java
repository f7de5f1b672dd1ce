package dev.orderly.notification;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** The mail went out already, or there is nothing to send it with. */
class MailCannotBeResent extends ApiProblem {

    private MailCannotBeResent(Notification mail, String detail) {
        super(HttpStatus.CONFLICT, "mail-cannot-be-resent", "The mail cannot be sent again", detail);
        member("mailId", mail.id());
        member("mailStatus", mail.status());
    }

    static MailCannotBeResent becauseItWasSent(Notification mail) {
        return new MailCannotBeResent(mail, "A mail server has taken it; the customer would get it twice.");
    }

    static MailCannotBeResent withoutServer(Notification mail) {
        return new MailCannotBeResent(mail, "No mail server is configured; set spring.mail.host and start again.");
    }

    static MailCannotBeResent withoutWords(Notification mail) {
        return new MailCannotBeResent(
                mail, "Its words are erased, as it is older than orderly.notification.keep-bodies.");
    }
}
