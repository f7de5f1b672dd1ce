package dev.orderly.payment;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** More money is asked back than is captured, not back yet and not on its way. */
class MoreThanIsLeft extends ApiProblem {

    MoreThanIsLeft(Payment payment, long leftMinor) {
        super(
                HttpStatus.CONFLICT,
                "refund-exceeds-captured",
                "More would go back than was captured",
                "Of the payment %s of order %s, %d %s (minor units) can still go back. %s"
                        .formatted(
                                payment.id(),
                                payment.orderId(),
                                leftMinor,
                                payment.currency(),
                                leftMinor == 0 ? "All the rest went back or is on its way." : "Ask for at most that."));
        member("paymentId", payment.id());
        member("leftMinor", leftMinor);
    }
}
