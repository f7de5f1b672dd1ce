/**
 * Collects an order's payment from a provider behind a port, and gives back what came too late, what a called off order
 * had paid, and what a caller asks for. Consumes order.payment-requested, order.cancelled, order.expired and
 * order.refund-requested; publishes payment.captured, payment.declined, payment.partly-refunded and payment.refunded.
 * Owns the tables payment, payment_transaction, payment_refund and payment_task.
 */
@NullMarked
package dev.orderly.payment;

import org.jspecify.annotations.NullMarked;
