/**
 * Measures how far Orderly is from what the database under it can do at most: {@code mvn -Pbench verify}.
 *
 * <p>{@link dev.orderly.bench.shop} is the smallest application on Orderly's messaging, {@link dev.orderly.bench.Plain}
 * the same in plain JDBC, which is the ceiling; both take turns. {@link dev.orderly.bench.Report} writes
 * {@code target/bench/report.md}. Nothing here fails because it is slow; what is lost, doubled or out of order fails.
 */
@NullMarked
package dev.orderly.bench;

import org.jspecify.annotations.NullMarked;
