package dev.orderly.inventory;

import dev.orderly.messaging.DatabaseTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The SQL that holds the stock against the rows behind it. Each proof is one statement, and one statement sees one
 * moment: a transaction under way is in it with all it wrote, or not at all. It locks nothing.
 */
class Books {

    static final int MOST_DISCREPANCIES = 1_000;

    static final String UNPROVEN_RESERVED = """
            SELECT s.sku, s.reserved AS recorded, COALESCE(open.quantity, 0) AS proven
            FROM stock s
            LEFT JOIN (SELECT l.sku, SUM(l.quantity) AS quantity
                       FROM reservation r FORCE INDEX (reservation_by_state)
                       STRAIGHT_JOIN reservation_line l ON l.order_id = r.order_id
                       WHERE r.state = :open
                       GROUP BY l.sku) open ON open.sku = s.sku
            WHERE s.reserved <> COALESCE(open.quantity, 0)
            ORDER BY s.sku
            LIMIT :rows
            """;

    /** A kept sum is trusted for half of the time or longer, each SKU's for another time: they do not all end at once. */
    private static final String KEPT = """
            LEFT JOIN stock_movement_sum k
                   ON k.sku = s.sku
                  AND k.begun_at > UTC_TIMESTAMP(6) - INTERVAL (:keep - CRC32(s.sku) MOD (:keep DIV 2 + 1)) SECOND
            """;

    static final String NEXT_SKUS = """
            SELECT k.sku IS NULL AS uncounted
            FROM (SELECT sku FROM stock WHERE sku > :after ORDER BY sku LIMIT :rows) s
            %sORDER BY s.sku
            """.formatted(KEPT);

    static final String MOVEMENT_SUMS = """
            SELECT s.sku, s.on_hand AS recorded,
                   COALESCE(k.on_hand, 0) + COALESCE(SUM(m.on_hand_change), 0) AS on_hand,
                   COALESCE(MAX(m.id), k.movement_id, 0) AS last_movement,
                   COALESCE(k.begun_at, UTC_TIMESTAMP(6)) AS begun_at,
                   k.sku IS NULL OR MAX(m.id) IS NOT NULL AS unsaved
            FROM (SELECT sku, on_hand FROM stock WHERE sku > :after ORDER BY sku LIMIT :rows) s
            %sLEFT JOIN stock_movement m FORCE INDEX (stock_movement_of_sku)
                   ON m.sku = s.sku AND m.id > COALESCE(k.movement_id, 0)
            GROUP BY s.sku, s.on_hand, k.sku, k.on_hand, k.movement_id, k.begun_at
            ORDER BY s.sku
            """.formatted(KEPT);

    private final JdbcClient db;

    Books(JdbcClient db) {
        this.db = db;
    }

    List<Discrepancy> unprovenReserved() {
        return db.sql(UNPROVEN_RESERVED)
                .param("open", ReservationState.OPEN.name())
                .param("rows", MOST_DISCREPANCIES)
                .query((row, number) -> Discrepancy.found(
                        row.getString("sku"),
                        Discrepancy.Quantity.RESERVED,
                        row.getLong("recorded"),
                        row.getLong("proven")))
                .list();
    }

    /** Of each of the SKUs after one, whether all its movements have to be added, as no kept sum is young enough. */
    List<Boolean> uncounted(String after, Duration keep, int rows) {
        return db.sql(NEXT_SKUS)
                .param("after", after)
                .param("keep", keep.toSeconds())
                .param("rows", rows)
                .query((row, number) -> row.getBoolean("uncounted"))
                .list();
    }

    /**
     * The sums of the SKUs after one.
     *
     * @param keep how old a kept sum may be at most; an older one is not trusted, and all movements are added again
     */
    List<MovementSum> movementSums(String after, Duration keep, int rows) {
        return db.sql(MOVEMENT_SUMS)
                .param("after", after)
                .param("keep", keep.toSeconds())
                .param("rows", rows)
                .query(Books::sum)
                .list();
    }

    void keep(List<MovementSum> sums) {
        if (sums.isEmpty()) {
            return;
        }
        db.sql("REPLACE INTO stock_movement_sum (sku, movement_id, on_hand, begun_at) VALUES :rows")
                .param(
                        "rows",
                        sums.stream()
                                .map(sum -> new Object[] {
                                    sum.sku(), sum.lastMovement(), sum.onHand(), DatabaseTime.toColumn(sum.begunAt())
                                })
                                .toList())
                .update();
    }

    private static MovementSum sum(ResultSet row, int number) throws SQLException {
        return new MovementSum(
                row.getString("sku"),
                row.getLong("recorded"),
                row.getLong("on_hand"),
                row.getLong("last_movement"),
                DatabaseTime.read(row, "begun_at"),
                row.getBoolean("unsaved"));
    }
}
