package dev.orderly.inventory;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** By how much what is on hand changed, and why. */
record CorrectStockRequest(
        @NotNull @Min(-SetStockRequest.MOST) @Max(SetStockRequest.MOST) @Schema(example = "-3")
        Integer change,

        @NotBlank @Size(max = 200) @Schema(example = "damaged")
        String reason) {}
