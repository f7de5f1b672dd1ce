package dev.orderly.payment;

import dev.orderly.messaging.Lane;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what a provider reports unasked. A payment is committed before its provider hears of it, so that a signed call
 * about one that is not here comes neither too early nor is ours: it is answered as taken in, because a provider repeats
 * what it thinks failed, and gives up on an address that fails too often.
 */
class HearCallback {

    private static final Logger LOG = LoggerFactory.getLogger(HearCallback.class);

    private final SettlePayment settlePayment;
    private final PaymentMeters meters;

    HearCallback(SettlePayment settlePayment, PaymentMeters meters) {
        this.settlePayment = settlePayment;
        this.meters = meters;
    }

    void hear(PaymentProvider.Callback call, String provider) {
        try {
            Lane.CALLBACK.run(() -> settlePayment.settle(call.paymentId(), provider, call.report()));
            meters.callback("taken");
        } catch (PaymentNotFound foreign) {
            meters.callback("unknown");
            LOG.warn(
                    "The provider {} calls back about a payment that is not here, {}: {}. Look there whether money moved",
                    provider,
                    call.paymentId(),
                    call.report());
        }
    }
}
