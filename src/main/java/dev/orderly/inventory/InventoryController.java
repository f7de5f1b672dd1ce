package dev.orderly.inventory;

import dev.orderly.web.IdempotentCall;
import dev.orderly.web.Items;
import dev.orderly.web.Pages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api")
@Tag(name = "Stock")
class InventoryController {

    private final Stocks stocks;
    private final SetStock setStock;
    private final CorrectStock correctStock;
    private final Reconciliations reconciliations;

    InventoryController(Stocks stocks, SetStock setStock, CorrectStock correctStock, Reconciliations reconciliations) {
        this.stocks = stocks;
        this.setStock = setStock;
        this.correctStock = correctStock;
        this.reconciliations = reconciliations;
    }

    @PutMapping("/stock/{sku}")
    @Operation(summary = "Sets what is on hand of a SKU, and creates the SKU when it is new")
    StockItem set(
            @PathVariable @Pattern(regexp = Sku.PATTERN, message = Sku.RULE) @Parameter(example = "TEA-250") String sku,
            @Valid @RequestBody SetStockRequest request) {
        return setStock.to(sku, request.onHand(), request.reason().strip());
    }

    @PostMapping("/stock/{sku}/corrections")
    @Operation(
            summary = "Changes what is on hand by so many pieces",
            description = "For what broke, was lost or came back, where nobody counted the rest.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = StockItem.class)))
    ResponseEntity<String> correct(
            @PathVariable @Parameter(example = "TEA-250") String sku,
            @Valid @RequestBody CorrectStockRequest request,
            IdempotentCall call) {
        return call.once(
                request,
                () -> ResponseEntity.ok(
                        correctStock.by(sku, request.change(), request.reason().strip())));
    }

    @GetMapping("/stock-reconciliation")
    @Operation(
            summary = "Shows when the stock was last held against its reservations and movements, and what is wrong",
            description = "No discrepancy is ever mended by itself.")
    Reconciliation reconciliation() {
        return reconciliations.last();
    }

    @GetMapping("/stock/{sku}")
    @Operation(summary = "Shows the stock of a SKU")
    StockItem get(@PathVariable @Parameter(example = "TEA-250") String sku) {
        return find(sku);
    }

    @GetMapping("/stock")
    @Operation(summary = "Lists the stock by SKU, a page at a time")
    ResponseEntity<Items<StockItem>> list(
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "") @Parameter(description = "the last SKU of the page before") String after) {
        return Pages.answer(stocks.pageAfter(after, limit + 1), limit, StockItem::sku);
    }

    @GetMapping("/stock/{sku}/movements")
    @Operation(summary = "Lists the changes of a SKU's stock, newest first, a page at a time")
    ResponseEntity<Items<StockMovement>> movements(
            @PathVariable @Parameter(example = "TEA-250") String sku,
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit,
            @RequestParam(required = false) @Parameter(description = "the last id of the page before") @Nullable Long after) {
        find(sku);
        long before = Objects.requireNonNullElse(after, Long.MAX_VALUE);
        return Pages.answer(stocks.movementsBefore(sku, before, limit + 1), limit, StockMovement::id);
    }

    /** Exactly this SKU: the database would also find it with spaces at the end. */
    private StockItem find(String sku) {
        return stocks.find(sku).filter(item -> item.sku().equals(sku)).orElseThrow(() -> new StockNotFound(sku));
    }
}
