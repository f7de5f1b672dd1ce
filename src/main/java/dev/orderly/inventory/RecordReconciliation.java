package dev.orderly.inventory;

import dev.orderly.inventory.Discrepancy.Quantity;
import java.util.List;
import java.util.stream.Stream;
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
    void of(long skus, List<Discrepancy> reserved, List<Discrepancy> onHand) {
        List<Discrepancy> found =
                Stream.concat(reserved.stream(), onHand.stream()).toList();
        reconciliations.finish(skus); // Locks the row, so that two at once record one after the other.
        List<Discrepancy> known = reconciliations.discrepancies();
        known.stream().filter(each -> !each.isIn(found)).forEach(reconciliations::remove);
        found.stream().filter(each -> !each.isIn(known)).forEach(each -> {
            reconciliations.add(each);
            log.error(
                    "The stock of {} says {} {}, but {} add up to {}; nothing mends this by itself,"
                            + " see GET /api/stock-reconciliation",
                    each.sku(),
                    each.recorded(),
                    each.quantity(),
                    each.quantity() == Quantity.RESERVED ? "its open reservations" : "its movements",
                    each.proven());
        });
        known.stream()
                .filter(each -> !isCutOff(each.quantity() == Quantity.RESERVED ? reserved : onHand))
                .filter(each -> found.stream().noneMatch(each::isOf))
                .forEach(each -> log.info("The {} stock of {} adds up again", each.quantity(), each.sku()));
    }

    /** One that is not in such a list may be wrong all the same. */
    private static boolean isCutOff(List<Discrepancy> found) {
        return found.size() >= Books.MOST_DISCREPANCIES;
    }
}
