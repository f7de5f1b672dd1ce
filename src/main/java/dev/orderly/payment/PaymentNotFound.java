package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** A caller or a provider speaks of a payment that is not here. */
class PaymentNotFound extends ApiProblem {

    PaymentNotFound(String paymentId) {
        super(
                HttpStatus.NOT_FOUND,
                "payment-not-found",
                "There is no such payment",
                "No payment has the id %s.".formatted(paymentId));
        member("paymentId", paymentId);
    }
}
