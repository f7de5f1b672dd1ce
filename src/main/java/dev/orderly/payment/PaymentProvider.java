package dev.orderly.payment;

import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The port to whoever takes the customers' money. A provider is one class that implements this, with properties of its
 * own, present where {@code orderly.payment.provider} has its name.
 *
 * <p>Calls are made outside transactions, may be repeated at any time, and throw whatever they like where the outcome is
 * not certain: they are then made again, later, with the same idempotency key.
 */
interface PaymentProvider {

    /** The name in the configuration, in stored payments and in the address of callbacks. */
    String name();

    /** Opens the session in which the customer pays. The payment's id is the idempotency key. */
    Session open(Payment payment, String callbackUrl);

    /** What the provider knows of the payment. */
    Report ask(Payment payment);

    /**
     * Gives the amount back and answers the provider's reference for that.
     *
     * @throws RefundRefused where the provider says that it will never do so; anything else is said again
     */
    String refund(Payment payment, long amountMinor, String idempotencyKey);

    /**
     * Reads a callback whose signature is good; empty where it tells nothing that concerns a payment.
     *
     * @throws CallbackSignatureInvalid where the provider did not write it, or long ago
     * @throws CallbackUnreadable where the provider wrote it and this class cannot read it
     */
    Optional<Callback> read(Function<String, @Nullable String> headers, byte[] body);

    /** Where the customer pays. */
    record Session(String id, String payUrl) {}

    /** A report that came unasked. */
    record Callback(String paymentId, Report report) {}
}
