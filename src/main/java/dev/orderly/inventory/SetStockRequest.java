package dev.orderly.inventory;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** What is on hand, and why that changed. */
record SetStockRequest(
        @NotNull @Min(0) @Max(MOST) @Schema(example = "100") Integer onHand,

        @NotBlank @Size(max = 200) @Schema(example = "stocktaking")
        String reason) {

    static final int MOST = 1_000_000_000;
}
