package dev.orderly.inventory;

import dev.orderly.web.Items;
import dev.orderly.web.Pages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
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
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/stock")
@Tag(name = "Stock")
class InventoryController {

    private final Stocks stocks;
    private final SetStock setStock;

    InventoryController(Stocks stocks, SetStock setStock) {
        this.stocks = stocks;
        this.setStock = setStock;
    }

    @PutMapping("/{sku}")
    @Operation(summary = "Sets what is on hand of a SKU, and creates the SKU when it is new")
    StockItem set(
            @PathVariable @Pattern(regexp = Sku.PATTERN, message = Sku.RULE) @Parameter(example = "TEA-250") String sku,
            @Valid @RequestBody SetStockRequest request) {
        return setStock.to(sku, request.onHand(), request.reason().strip());
    }

    @GetMapping("/{sku}")
    @Operation(summary = "Shows the stock of a SKU")
    StockItem get(@PathVariable @Parameter(example = "TEA-250") String sku) {
        return find(sku);
    }

    @GetMapping
    @Operation(summary = "Lists the stock by SKU, a page at a time")
    ResponseEntity<Items<StockItem>> list(
            @RequestParam(defaultValue = "100") @Min(1) @Max(500) int limit,
            @RequestParam(defaultValue = "") @Parameter(description = "the last SKU of the page before") String after) {
        return Pages.answer(stocks.pageAfter(after, limit + 1), limit, StockItem::sku);
    }

    @GetMapping("/{sku}/movements")
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
