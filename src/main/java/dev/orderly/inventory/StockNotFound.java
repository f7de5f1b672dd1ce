package dev.orderly.inventory;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** No stock was ever set for this SKU. */
class StockNotFound extends ApiProblem {

    StockNotFound(String sku) {
        super(
                HttpStatus.NOT_FOUND,
                "stock-not-found",
                "Unknown SKU",
                "There is no SKU " + sku + ". SKUs are case-sensitive; PUT /api/stock/{sku} creates one.");
        member("sku", sku);
    }
}
