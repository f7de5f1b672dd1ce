package dev.orderly.inventory;

import dev.orderly.web.InvalidRequest;
import org.springframework.transaction.annotation.Transactional;

/** Changes what is on hand by so many pieces: some broke, some came back. */
class CorrectStock {

    private final Stocks stocks;

    CorrectStock(Stocks stocks) {
        this.stocks = stocks;
    }

    @Transactional
    StockItem by(String sku, int change, String reason) {
        if (change == 0) {
            throw new InvalidRequest("change", "must not be 0");
        }
        StockItem item = stocks.findAndLock(sku)
                .filter(found -> found.sku().equals(sku))
                .orElseThrow(() -> new StockNotFound(sku));
        int onHand = item.onHand() + change; // Both are at most a thousand million.
        if (onHand < 0) {
            throw new StockNotOnHand(item, change);
        }
        if (onHand < item.reserved()) {
            throw new StockBelowReserved(item, onHand);
        }
        if (onHand > SetStockRequest.MOST) {
            throw new InvalidRequest("change", "must leave at most 1,000,000,000 on hand");
        }
        stocks.setOnHand(sku, onHand);
        stocks.recordSetting(sku, change, reason);
        return stocks.find(sku).orElseThrow();
    }
}
