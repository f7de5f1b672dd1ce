package dev.orderly.inventory;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Pattern;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
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
        return stocks.find(sku).filter(item -> item.sku().equals(sku)).orElseThrow(() -> new StockNotFound(sku));
    }
}
