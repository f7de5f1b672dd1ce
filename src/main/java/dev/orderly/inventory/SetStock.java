package dev.orderly.inventory;

import java.time.Duration;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * Sets what is on hand. The caller meets orders in the same row, and other callers who create the same SKU: where the
 * database makes one of them give way, the whole transaction is taken again.
 */
class SetStock {

    private static final RetryPolicy AFTER_A_CLASH = RetryPolicy.builder()
            .includes(PessimisticLockingFailureException.class, DuplicateKeyException.class)
            .maxRetries(5)
            .delay(Duration.ofMillis(20))
            .jitter(Duration.ofMillis(10))
            .multiplier(2)
            .build();

    private final RetryTemplate retry = new RetryTemplate(AFTER_A_CLASH);
    private final SetStockOnce once;

    SetStock(SetStockOnce once) {
        this.once = once;
    }

    StockItem to(String sku, int onHand, String reason) {
        return retry.invoke(() -> once.to(sku, onHand, reason));
    }
}
