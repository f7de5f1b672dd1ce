package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** A header of the request is none that can be passed on as it is. */
class HeaderInvalid extends ApiProblem {

    HeaderInvalid(String name) {
        super(
                HttpStatus.BAD_REQUEST,
                StandardProblem.slug(HttpStatus.BAD_REQUEST),
                HttpStatus.BAD_REQUEST.getReasonPhrase(),
                "The request's header " + name + " has characters that are not printable ASCII: send it without them.");
    }
}
