package dev.orderly.payment;

import org.springframework.transaction.annotation.Transactional;

/** Takes in that a caller wants money to go back, in full or in part. */
class RequestRefund {

    private final Payments payments;
    private final GiveBack giveBack;

    RequestRefund(Payments payments, GiveBack giveBack) {
        this.payments = payments;
        this.giveBack = giveBack;
    }

    @Transactional
    RefundView request(String paymentId, RefundRequest request) {
        Payment payment = payments.lock(paymentId).orElseThrow(() -> new PaymentNotFound(paymentId));
        if (!payments.balance(payment).captured()) {
            throw new NothingCaptured(payment);
        }
        long left = giveBack.left(payment);
        Long wanted = request.amountMinor();
        long amountMinor = wanted == null ? left : wanted;
        if (left <= 0 || amountMinor > left) {
            throw new MoreThanIsLeft(payment, Math.max(0, left));
        }
        return RefundView.of(
                payment.currency(), giveBack.some(payment, amountMinor, Refund.Origin.CALLER, request.reason()));
    }
}
