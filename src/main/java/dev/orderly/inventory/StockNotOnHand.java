package dev.orderly.inventory;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** More pieces would go than there are. */
class StockNotOnHand extends ApiProblem {

    StockNotOnHand(StockItem item, int change) {
        super(
                HttpStatus.CONFLICT,
                "stock-not-on-hand",
                "There are not so many pieces",
                "There are %d of %s on hand, so %d cannot go. Take off at most %d, or count them and set the stock."
                        .formatted(item.onHand(), item.sku(), -change, item.available()));
        member("sku", item.sku());
        member("onHand", item.onHand());
    }
}
