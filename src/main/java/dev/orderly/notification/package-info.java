/** Writes and sends the customer's mails, one per order and step. Owns mail. */
@NullMarked
package dev.orderly.notification;

import org.jspecify.annotations.NullMarked;
