package dev.orderly.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;

/** The body of POST /api/orders/{id}/ship. Both values go into the customer's mail. */
record ShipmentRequest(
        @NotNull @Pattern(regexp = ONE_LINE, message = MESSAGE) @Schema(example = "DHL")
        String carrier,

        @NotNull @Pattern(regexp = ONE_LINE, message = MESSAGE) @Schema(example = "00340434161094042557")
        String tracking) {

    private static final String ONE_LINE = "[^\\p{C}\\p{Z}]([^\\p{C}\\p{Zl}\\p{Zp}]{0,98}[^\\p{C}\\p{Z}])?";

    private static final String MESSAGE = "must be 1 to 100 characters on one line without a space at either end";
}
