package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** The request's address is none that can be passed on. */
class AddressInvalid extends ApiProblem {

    AddressInvalid() {
        super(
                HttpStatus.BAD_REQUEST,
                StandardProblem.slug(HttpStatus.BAD_REQUEST),
                HttpStatus.BAD_REQUEST.getReasonPhrase(),
                "The request's address is not well formed: send parameters in percent-encoded UTF-8.");
    }
}
