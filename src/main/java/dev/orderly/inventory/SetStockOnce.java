package dev.orderly.inventory;

import org.springframework.transaction.annotation.Transactional;

/** One attempt at setting what is on hand. */
class SetStockOnce {

    private final Stocks stocks;

    SetStockOnce(Stocks stocks) {
        this.stocks = stocks;
    }

    @Transactional
    StockItem to(String sku, int onHand, String reason) {
        stocks.findAndLock(sku)
                .ifPresentOrElse(item -> change(item, onHand, reason), () -> create(sku, onHand, reason));
        return stocks.find(sku).orElseThrow();
    }

    private void create(String sku, int onHand, String reason) {
        stocks.create(sku, onHand);
        stocks.recordSetting(sku, onHand, reason);
    }

    private void change(StockItem item, int onHand, String reason) {
        if (onHand < item.reserved()) {
            throw new StockBelowReserved(item, onHand);
        }
        if (onHand != item.onHand()) {
            stocks.setOnHand(item.sku(), onHand);
            stocks.recordSetting(item.sku(), onHand - item.onHand(), reason);
        }
    }
}
