package dev.orderly.payment;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Shows payments with all that was done and is still to be done with them. A view is of one moment: what is left fits the
 * refunds beside it.
 */
class ReadPayments {

    private final Payments payments;
    private final Refunds refunds;
    private final GiveBack giveBack;

    ReadPayments(Payments payments, Refunds refunds, GiveBack giveBack) {
        this.payments = payments;
        this.refunds = refunds;
        this.giveBack = giveBack;
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    PaymentView one(String id) {
        return view(require(id));
    }

    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    Optional<PaymentView> ofOrder(String orderId) {
        return payments.ofOrder(orderId).map(this::view);
    }

    @Transactional(readOnly = true)
    List<RefundView> refunds(String paymentId) {
        return refunds(require(paymentId));
    }

    @Transactional(readOnly = true)
    RefundView refund(String paymentId, String refundId) {
        Payment payment = require(paymentId);
        return refunds.find(refundId)
                .filter(refund -> refund.paymentId().equals(paymentId))
                .map(refund -> RefundView.of(payment.currency(), refund))
                .orElseThrow(() -> new RefundNotFound(paymentId, refundId));
    }

    @Transactional(readOnly = true)
    List<RefundView> newestRefunds(RefundStatus status, @Nullable String before, int most) {
        return refunds.newest(status, before, most);
    }

    private Payment require(String id) {
        return payments.find(id).orElseThrow(() -> new PaymentNotFound(id));
    }

    private PaymentView view(Payment payment) {
        return PaymentView.of(payment, giveBack.left(payment), payments.transactions(payment), refunds(payment));
    }

    private List<RefundView> refunds(Payment payment) {
        return refunds.of(payment).stream()
                .map(refund -> RefundView.of(payment.currency(), refund))
                .toList();
    }
}
