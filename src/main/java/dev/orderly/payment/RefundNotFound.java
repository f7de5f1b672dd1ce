package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** A refund is asked for that this payment does not have. */
class RefundNotFound extends ApiProblem {

    RefundNotFound(String paymentId, String refundId) {
        super(
                HttpStatus.NOT_FOUND,
                "refund-not-found",
                "There is no such refund",
                "The payment %s has no refund with the id %s.".formatted(paymentId, refundId));
        member("paymentId", paymentId);
        member("refundId", refundId);
    }
}
