package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** The request's body is longer than any request of this API needs to be. */
class BodyTooLarge extends ApiProblem {

    BodyTooLarge(int limit) {
        super(
                HttpStatus.CONTENT_TOO_LARGE,
                "body-too-large",
                "The body is too large",
                "A body holds at most " + limit + " bytes (" + limit / 1024 + " KiB): send less in one request.");
    }
}
