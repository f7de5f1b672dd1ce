package dev.orderly.inventory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Proves that what is reserved is what open reservations hold, and what is on hand is what the movements add up to. It
 * reports, and mends nothing: which of both is right, only a person can tell.
 */
class ReconcileStock {

    static final String JOB = "inventory-reconcile";
    static final String GAUGE = "orderly.inventory.discrepancies";
    static final String AGE = "orderly.inventory.reconciliation.age";

    /** How many SKUs are held against the movements since the last time in one statement. */
    private static final int PAGE = 500;

    /** How many of them may need all their movements: each may have very many, and a statement has 45 s. */
    private static final int UNCOUNTED_IN_PAGE = 20;

    /** After this at the latest, all movements of a SKU are added up again, so that a change of an old one does not stay hidden. */
    private static final Duration TRUST = Duration.ofDays(1);

    private final Books books;
    private final Reconciliations reconciliations;
    private final RecordReconciliation recordReconciliation;
    private final InventoryProperties properties;
    private final AtomicInteger discrepancies = new AtomicInteger();

    /** Where none has finished yet, this process's start counts. */
    private final AtomicReference<Instant> finishedAt;

    ReconcileStock(
            Books books,
            Reconciliations reconciliations,
            RecordReconciliation recordReconciliation,
            InventoryProperties properties,
            Clock clock,
            MeterRegistry meters) {
        this.books = books;
        this.reconciliations = reconciliations;
        this.recordReconciliation = recordReconciliation;
        this.properties = properties;
        this.finishedAt = new AtomicReference<>(clock.instant());
        Gauge.builder(GAUGE, discrepancies, AtomicInteger::get)
                .description("Stock quantities that are not what the rows behind them add up to")
                .register(meters);
        Gauge.builder(
                        AGE,
                        finishedAt,
                        last -> Duration.between(last.get(), clock.instant()).toSeconds())
                .baseUnit("seconds")
                .description("How long ago the stock was last held against the rows behind it to the end")
                .register(meters);
    }

    boolean run() {
        if (reconciliations.begin(properties.reconcileEvery())) {
            reconcile();
        }
        Reconciliation last = reconciliations.last();
        discrepancies.set(last.discrepancies().size());
        if (last.finishedAt() != null) {
            finishedAt.set(last.finishedAt());
        }
        return false;
    }

    /** What a second look does not confirm is not reported. */
    private void reconcile() {
        List<Discrepancy> unreserved = books.unprovenReserved();
        List<Discrepancy> reserved = unreserved.isEmpty() ? List.of() : confirmed(unreserved, books.unprovenReserved());
        List<Discrepancy> onHand = new ArrayList<>();
        long skus = 0;
        String after = "";
        List<MovementSum> page = page(after);
        while (!page.isEmpty()) {
            skus += page.size();
            keep(page);
            addUnproven(page, after, onHand);
            after = page.getLast().sku();
            page = page(after);
        }
        recordReconciliation.of(skus, reserved, onHand);
    }

    private List<MovementSum> page(String after) {
        int rows = 0;
        int uncounted = 0;
        for (boolean each : books.uncounted(after, TRUST, PAGE)) {
            uncounted += each ? 1 : 0;
            if (uncounted > UNCOUNTED_IN_PAGE) {
                break;
            }
            rows++;
        }
        return rows == 0 ? List.of() : books.movementSums(after, TRUST, rows);
    }

    private void keep(List<MovementSum> page) {
        books.keep(page.stream()
                .filter(MovementSum::isProven)
                .filter(MovementSum::unsaved)
                .toList());
    }

    /** Where very many do not add up, the first of them tell as much as all. */
    private void addUnproven(List<MovementSum> page, String after, List<Discrepancy> found) {
        String before = after;
        for (MovementSum sum : page) {
            if (!sum.isProven() && found.size() < Books.MOST_DISCREPANCIES) {
                found.addAll(confirmed(List.of(sum.discrepancy()), discrepancies(countedAgain(before))));
            }
            before = sum.sku();
        }
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
