package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** A callback or a stored payment names a provider that is not configured. */
class ProviderNotFound extends ApiProblem {

    ProviderNotFound(String provider) {
        super(
                HttpStatus.NOT_FOUND,
                "payment-provider-not-found",
                "There is no such payment provider",
                "No payment provider called \"%s\" is configured here.".formatted(provider));
        member("provider", provider);
    }
}
