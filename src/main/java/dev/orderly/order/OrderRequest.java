package dev.orderly.order;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;

/** The body of POST /api/orders. Validation refuses what is missing before anybody reads it. */
record OrderRequest(
        @NotNull @EmailAddress @Schema(example = "buyer@example.com")
        String customerEmail,

        @NotNull @CurrencyCode @Schema(example = "EUR") String currency,

        @NotNull @Size(min = 1, max = MOST_LINES, message = "must have 1 to 100 lines") List<@NotNull @Valid Line> lines) {

    static final int MOST_LINES = 100;
    static final int MOST_PIECES = 10_000;
    private static final long HIGHEST_PRICE = 1_000_000_000_000L;

    /** One line as the caller sends it; the same SKU may come more than once at one price. */
    record Line(
            @NotNull @Pattern(regexp = SKU, message = "must be 1 to 64 printable characters without a space at either end") @Schema(example = "TEA-1")
            String sku,

            @NotNull @Min(value = 1, message = "must be 1 to 10,000") @Max(value = MOST_PIECES, message = "must be 1 to 10,000") @Schema(example = "2")
            Integer quantity,

            @NotNull @Min(value = 0, message = "must be 0 to 1,000,000,000,000") @Max(value = HIGHEST_PRICE, message = "must be 0 to 1,000,000,000,000") @Schema(example = "450")
            Long unitPriceMinor) {

        private static final String SKU = "(?! )[^\\p{Cc}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}]{1,64}(?<! )";
    }
}
