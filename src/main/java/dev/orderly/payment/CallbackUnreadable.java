package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** A callback with a good signature and a body that makes no sense. */
class CallbackUnreadable extends ApiProblem {

    CallbackUnreadable(String detail) {
        super(HttpStatus.BAD_REQUEST, "callback-unreadable", "The callback cannot be read", detail);
    }
}
