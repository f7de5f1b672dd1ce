package dev.orderly.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last reconciliation, and what is wrong since when. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Reconciliation(
        @Nullable Instant startedAt, @Nullable Instant finishedAt, long skus, List<Discrepancy> discrepancies) {}
