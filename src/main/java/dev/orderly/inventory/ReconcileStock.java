package dev.orderly.inventory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Proves that what is reserved is what open reservations hold, and what is on hand is what the movements add up to. It
 * reports, and mends nothing: which of both is right, only a person can tell.
 */
class ReconcileStock {

    static final String JOB = "inventory-reconcile";
    static final String GAUGE = "orderly.inventory.discrepancies";

    private static final int PAGE = 500;

    /** After this, all movements of a SKU are added up again, so that a change of an old one does not stay hidden. */
    private static final Duration TRUST = Duration.ofDays(1);

    private final Books books;
    private final Reconciliations reconciliations;
    private final RecordReconciliation recordReconciliation;
    private final InventoryProperties properties;
    private final AtomicInteger discrepancies = new AtomicInteger();

    ReconcileStock(
            Books books,
            Reconciliations reconciliations,
            RecordReconciliation recordReconciliation,
            InventoryProperties properties,
            MeterRegistry meters) {
        this.books = books;
        this.reconciliations = reconciliations;
        this.recordReconciliation = recordReconciliation;
        this.properties = properties;
        Gauge.builder(GAUGE, discrepancies, AtomicInteger::get)
                .description("Stock quantities that are not what the rows behind them add up to")
                .register(meters);
    }

    boolean run() {
        if (reconciliations.begin(properties.reconcileEvery())) {
            reconcile();
        }
        discrepancies.set(reconciliations.discrepancies().size());
        return false;
    }

    /** What a second look does not confirm is not reported. */
    private void reconcile() {
        List<Discrepancy> found = new ArrayList<>();
        List<Discrepancy> unreserved = books.unprovenReserved();
        if (!unreserved.isEmpty()) {
            found.addAll(confirmed(unreserved, books.unprovenReserved()));
        }
        long skus = 0;
        String after = "";
        List<MovementSum> page = books.movementSums(after, TRUST, PAGE);
        while (!page.isEmpty()) {
            skus += page.size();
            found.addAll(unproven(page, after));
            after = page.getLast().sku();
            page = books.movementSums(after, TRUST, PAGE);
        }
        recordReconciliation.of(skus, found);
    }

    private List<Discrepancy> unproven(List<MovementSum> page, String after) {
        books.keep(page.stream()
                .filter(MovementSum::isProven)
                .filter(MovementSum::unsaved)
                .toList());
        List<Discrepancy> found = new ArrayList<>();
        String before = after;
        for (MovementSum sum : page) {
            if (!sum.isProven()) {
                found.addAll(confirmed(List.of(sum.discrepancy()), discrepancies(countedAgain(before))));
            }
            before = sum.sku();
        }
        return found;
    }

    /** The next SKU, from its first movement on. */
    private List<MovementSum> countedAgain(String before) {
        return books.movementSums(before, Duration.ZERO, 1);
    }

    private static List<Discrepancy> discrepancies(List<MovementSum> sums) {
        return sums.stream()
                .filter(sum -> !sum.isProven())
                .map(MovementSum::discrepancy)
                .toList();
    }

    private static List<Discrepancy> confirmed(List<Discrepancy> found, List<Discrepancy> again) {
        return again.stream()
                .filter(each -> found.stream().anyMatch(each::isOf))
                .toList();
    }
}
