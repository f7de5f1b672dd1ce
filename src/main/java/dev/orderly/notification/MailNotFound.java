package dev.orderly.notification;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** No mail has this id. */
class MailNotFound extends ApiProblem {

    MailNotFound(String id) {
        super(
                HttpStatus.NOT_FOUND,
                "mail-not-found",
                "There is no such mail",
                "Check the id: GET /api/notifications?orderId=... lists an order's mails with theirs,"
                        + " GET /api/notifications?status=FAILED those that were given up.");
        member("mailId", id);
    }
}
