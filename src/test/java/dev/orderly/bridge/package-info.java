/**
 * What crosses between databases, with real databases and real brokers. The application here sends parcels at one site and
 * books them at another.
 */
@NullMarked
package dev.orderly.bridge;

import org.jspecify.annotations.NullMarked;
