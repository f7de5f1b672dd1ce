/**
 * Breaks a running Orderly for real, and proves from outside that nothing was lost or doubled: {@code mvn -Pchaos verify}.
 *
 * <p>{@link dev.orderly.chaos.Shoppers} place orders over HTTP and remember what they were answered,
 * {@link dev.orderly.chaos.Oracle} reads the database, the payment provider and the mail server afterwards, and
 * {@link dev.orderly.chaos.Report} says what came of it.
 */
@NullMarked
package dev.orderly.chaos;

import org.jspecify.annotations.NullMarked;
