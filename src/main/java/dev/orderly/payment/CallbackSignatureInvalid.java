package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** A callback that the provider did not write, or not just now. */
class CallbackSignatureInvalid extends ApiProblem {

    CallbackSignatureInvalid(String detail) {
        super(HttpStatus.BAD_REQUEST, "callback-signature-invalid", "The callback's signature is not valid", detail);
    }
}
