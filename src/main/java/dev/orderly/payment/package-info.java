/**
 * Collects an order's payment from a provider behind a port, and gives back what came too late. Consumes
 * order.payment-requested, order.cancelled and order.expired; publishes payment.captured, payment.declined and
 * payment.refunded. Owns the tables payment, payment_transaction and payment_task.
 */
@NullMarked
package dev.orderly.payment;

import org.jspecify.annotations.NullMarked;
