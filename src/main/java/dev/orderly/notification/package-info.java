/**
 * Writes the customer's mails, one per order and step, and sends them where a mail server is configured. Only where
 * the line, the process or the database dies between the server's taking a mail and the note of that may it go out
 * twice, under one Message-ID. Owns mail and mail_body. Consumes order.placed, order.payment-requested, order.paid, order.shipped, order.rejected,
 * order.cancelled, order.expired, order.refund-requested, payment.partly-refunded and payment.refunded. Publishes
 * nothing.
 */
@NullMarked
package dev.orderly.notification;

import org.jspecify.annotations.NullMarked;
