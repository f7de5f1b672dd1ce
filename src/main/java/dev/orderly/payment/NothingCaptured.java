package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** Money is asked back that was never taken. */
class NothingCaptured extends ApiProblem {

    NothingCaptured(Payment payment) {
        super(
                HttpStatus.CONFLICT,
                "payment-not-captured",
                "Nothing of this payment was captured",
                "The payment %s of order %s is %s, and the provider has taken nothing that could go back."
                        .formatted(payment.id(), payment.orderId(), payment.status()));
        member("paymentId", payment.id());
        member("paymentStatus", payment.status());
    }
}
