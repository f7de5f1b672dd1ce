package dev.orderly.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One step of an order's history. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StatusChange(
        OrderStatus status,
        Instant at,
        @Schema(example = "Cancelled on request") @Nullable String reason) {}
