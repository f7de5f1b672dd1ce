package dev.orderly.inventory;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** Less would lie on the shelf than is promised to orders. */
class StockBelowReserved extends ApiProblem {

    StockBelowReserved(StockItem item, int onHand) {
        super(
                HttpStatus.CONFLICT,
                "stock-below-reserved",
                "Less stock than is reserved",
                "%d of %s are reserved for orders, so onHand cannot be %d. Cancel orders first, or leave at least %d."
                        .formatted(item.reserved(), item.sku(), onHand, item.reserved()));
        member("sku", item.sku());
        member("reserved", item.reserved());
    }
}
