package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** A provider speaks of another amount or currency than was asked for. A person must look at that. */
class AmountMismatch extends ApiProblem {

    AmountMismatch(Payment payment, String currency, long amountMinor) {
        super(
                HttpStatus.UNPROCESSABLE_CONTENT,
                "payment-amount-mismatch",
                "The amount is not the one that was asked for",
                "The payment %s of order %s is for %d %s (minor units), not for %d %s. Nothing was recorded."
                        .formatted(
                                payment.id(),
                                payment.orderId(),
                                payment.amountMinor(),
                                payment.currency(),
                                amountMinor,
                                currency));
        member("paymentId", payment.id());
        member("orderId", payment.orderId());
    }
}
