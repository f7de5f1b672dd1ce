package dev.orderly.inventory;

import dev.orderly.inventory.Discrepancy.Quantity;
import dev.orderly.messaging.DatabaseTime;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of what reconciliations found. */
class Reconciliations {

    private final JdbcClient db;

    Reconciliations(JdbcClient db) {
        this.db = db;
    }

    /** Tells whether it is time for another, and nobody else has begun it. */
    boolean begin(Duration every) {
        return db.sql("""
                        UPDATE stock_reconciliation
                        SET started_at = UTC_TIMESTAMP(6)
                        WHERE id = 1
                          AND (started_at IS NULL OR started_at <= UTC_TIMESTAMP(6) - INTERVAL :every MICROSECOND)
                        """).param("every", every.toNanos() / 1_000).update() == 1;
    }

    void finish(long skus) {
        db.sql("UPDATE stock_reconciliation SET finished_at = UTC_TIMESTAMP(6), skus = :skus WHERE id = 1")
                .param("skus", skus)
                .update();
    }

    Reconciliation last() {
        return db.sql("SELECT started_at, finished_at, skus FROM stock_reconciliation WHERE id = 1")
                .query((row, number) -> new Reconciliation(
                        DatabaseTime.readOrNull(row, "started_at"),
                        DatabaseTime.readOrNull(row, "finished_at"),
                        row.getLong("skus"),
                        discrepancies()))
                .single();
    }

    List<Discrepancy> discrepancies() {
        return db.sql("""
                        SELECT sku, quantity, recorded, proven, since
                        FROM stock_discrepancy
                        ORDER BY sku, quantity
                        LIMIT :rows
                        """)
                .param("rows", Books.MOST_DISCREPANCIES * Quantity.values().length)
                .query((row, number) -> new Discrepancy(
                        row.getString("sku"),
                        Quantity.valueOf(row.getString("quantity")),
                        row.getLong("recorded"),
                        row.getLong("proven"),
                        DatabaseTime.read(row, "since")))
                .list();
    }

    void add(Discrepancy discrepancy) {
        db.sql("""
                        INSERT INTO stock_discrepancy (sku, quantity, recorded, proven, since)
                        VALUES (:sku, :quantity, :recorded, :proven, UTC_TIMESTAMP(6))
                        """)
                .param("sku", discrepancy.sku())
                .param("quantity", discrepancy.quantity().name())
                .param("recorded", discrepancy.recorded())
                .param("proven", discrepancy.proven())
                .update();
    }

    void remove(Discrepancy discrepancy) {
        db.sql("DELETE FROM stock_discrepancy WHERE sku = :sku AND quantity = :quantity")
                .param("sku", discrepancy.sku())
                .param("quantity", discrepancy.quantity().name())
                .update();
    }
}
