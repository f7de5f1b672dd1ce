/**
 * An application that knows nothing of orders and has three modules of its own: {@code meter} publishes readings,
 * {@code ledger} books each of them, and {@code chart} is a projection of them. It uses only what messaging makes public.
 */
@NullMarked
package dev.orderly.messaging.meters;

import org.jspecify.annotations.NullMarked;
