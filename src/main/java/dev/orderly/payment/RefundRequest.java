package dev.orderly.payment;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/** The body of POST /api/payments/{id}/refunds. */
record RefundRequest(
        @Nullable @Min(value = 1, message = "must be 1 or more") @Schema(description = "Everything that is left, where absent", example = "450")
        Long amountMinor,

        @Nullable @Size(max = 500, message = "must have at most 500 characters") @Schema(example = "One cup was broken")
        String reason) {

    static final RefundRequest EVERYTHING = new RefundRequest(null, null);
}
