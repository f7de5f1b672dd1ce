package dev.orderly.inventory;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/** Keeps what a reconciliation found, and tells the operator of what is new. */
class RecordReconciliation {

    private static final Logger log = LoggerFactory.getLogger(RecordReconciliation.class);

    private final Reconciliations reconciliations;

    RecordReconciliation(Reconciliations reconciliations) {
        this.reconciliations = reconciliations;
    }

    @Transactional
    void of(long skus, List<Discrepancy> found) {
        reconciliations.finish(skus); // Locks the row, so that two at once record one after the other.
        List<Discrepancy> known = reconciliations.discrepancies();
        known.stream().filter(each -> !each.isIn(found)).forEach(reconciliations::remove);
        found.stream().filter(each -> !each.isIn(known)).forEach(each -> {
            reconciliations.add(each);
            log.error(
                    "The stock of {} says {} {}, but {} add up to {}; nothing mends this by itself,"
                            + " see GET /api/stock/reconciliation",
                    each.sku(),
                    each.recorded(),
                    each.quantity(),
                    each.quantity() == Discrepancy.Quantity.RESERVED ? "its open reservations" : "its movements",
                    each.proven());
        });
        known.stream()
                .filter(each -> found.stream().noneMatch(each::isOf))
                .forEach(each -> log.info("The {} stock of {} adds up again", each.quantity(), each.sku()));
    }
}
