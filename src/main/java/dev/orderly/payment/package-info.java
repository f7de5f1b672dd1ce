/** Collects an order's payment from a provider behind a port, and gives back what came too late. Owns payment and payment_transaction. */
@NullMarked
package dev.orderly.payment;

import org.jspecify.annotations.NullMarked;
