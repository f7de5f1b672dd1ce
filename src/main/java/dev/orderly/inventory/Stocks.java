package dev.orderly.inventory;

import static java.util.stream.Collectors.toMap;

import dev.orderly.messaging.DatabaseTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of stock and its movements. */
class Stocks {

    static final String PAGE = """
            SELECT sku, on_hand, reserved, on_hand - reserved AS available, updated_at
            FROM stock
            WHERE sku > :sku
            ORDER BY sku
            LIMIT :limit
            """;

    static final String MOVEMENTS = """
            SELECT id, kind, on_hand_change, reserved_change, reason, order_id, at
            FROM stock_movement
            WHERE sku = :sku AND id < :id
            ORDER BY id DESC
            LIMIT :limit
            """;

    static final String LOCK_AVAILABLE = """
            SELECT sku, on_hand - reserved AS available
            FROM stock FORCE INDEX (PRIMARY)
            WHERE sku IN (:skus)
            ORDER BY sku
            FOR UPDATE
            """;

    /** Reached by the primary key, line by line, whatever the optimiser thinks of the table: each locks in its order. */
    private static final String STOCK_OF_LINES = """
            JSON_TABLE(:lines, '$[*]' COLUMNS (
                     sku VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$.sku',
                     quantity INT PATH '$.quantity')) AS line
            STRAIGHT_JOIN stock FORCE INDEX (PRIMARY) ON stock.sku = line.sku""";

    static final String RESERVE = """
            UPDATE %s
            SET stock.reserved = stock.reserved + line.quantity, stock.updated_at = UTC_TIMESTAMP(6)
            WHERE stock.on_hand - stock.reserved >= line.quantity
            """.formatted(STOCK_OF_LINES);

    private final JdbcClient db;

    Stocks(JdbcClient db) {
        this.db = db;
    }

    Optional<StockItem> find(String sku) {
        return db.sql("""
                        SELECT sku, on_hand, reserved, on_hand - reserved AS available, updated_at
                        FROM stock
                        WHERE sku = :sku
                        """).param("sku", sku).query(Stocks::item).optional();
    }

    Optional<StockItem> findAndLock(String sku) {
        return db.sql("""
                        SELECT sku, on_hand, reserved, on_hand - reserved AS available, updated_at
                        FROM stock
                        WHERE sku = :sku
                        FOR UPDATE
                        """).param("sku", sku).query(Stocks::item).optional();
    }

    List<StockItem> pageAfter(String sku, int limit) {
        return db.sql(PAGE)
                .param("sku", sku)
                .param("limit", limit)
                .query(Stocks::item)
                .list();
    }

    void create(String sku, int onHand) {
        db.sql("""
                        INSERT INTO stock (sku, on_hand, reserved, updated_at)
                        VALUES (:sku, :onHand, 0, UTC_TIMESTAMP(6))
                        """).param("sku", sku).param("onHand", onHand).update();
    }

    void setOnHand(String sku, int onHand) {
        int rows = db.sql("""
                        UPDATE stock
                        SET on_hand = :onHand, updated_at = UTC_TIMESTAMP(6)
                        WHERE sku = :sku
                        """).param("sku", sku).param("onHand", onHand).update();
        expectOneRow(rows, sku);
    }

    /** What is available of those of the SKUs that there are; locked until the transaction ends. */
    Map<String, Integer> lockAvailable(List<String> skus) {
        if (skus.isEmpty()) {
            return Map.of();
        }
        return db
                .sql(LOCK_AVAILABLE)
                .param("skus", skus)
                .query((row, number) -> Map.entry(row.getString("sku"), row.getInt("available")))
                .list()
                .stream()
                .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Reserves all lines, whose stock is locked. Nothing is ever oversold, whatever was seen before. */
    void reserve(List<ReservationLine> lines) {
        change(lines, RESERVE);
    }

    /** Undoes {@link #reserve}. */
    void release(List<ReservationLine> lines) {
        change(lines, """
                UPDATE %s
                SET stock.reserved = stock.reserved - line.quantity, stock.updated_at = UTC_TIMESTAMP(6)
                """.formatted(STOCK_OF_LINES));
    }

    /** Takes what was reserved off the shelf. */
    void ship(List<ReservationLine> lines) {
        change(lines, """
                UPDATE %s
                SET stock.on_hand = stock.on_hand - line.quantity, stock.reserved = stock.reserved - line.quantity,
                    stock.updated_at = UTC_TIMESTAMP(6)
                """.formatted(STOCK_OF_LINES));
    }

    private void change(List<ReservationLine> lines, String sql) {
        int rows = db.sql(sql).param("lines", json(lines)).update();
        if (rows != lines.size()) {
            throw new IllegalStateException("Of the stock of %s, %d SKUs could be changed".formatted(lines, rows));
        }
    }

    private static String json(List<ReservationLine> lines) {
        return JsonMapper.shared().writeValueAsString(lines);
    }

    void recordSetting(String sku, int onHandChange, String reason) {
        db.sql("""
                        INSERT INTO stock_movement (sku, kind, on_hand_change, reserved_change, reason, order_id, at)
                        VALUES (:sku, :kind, :onHandChange, 0, :reason, NULL, UTC_TIMESTAMP(6))
                        """)
                .param("sku", sku)
                .param("kind", MovementKind.SET.name())
                .param("onHandChange", onHandChange)
                .param("reason", reason)
                .update();
    }

    /** Records a movement for each line of the order's reservation. */
    void recordMovements(String orderId, MovementKind kind, String reason) {
        db.sql("""
                        INSERT INTO stock_movement (sku, kind, on_hand_change, reserved_change, reason, order_id, at)
                        SELECT sku, :kind, quantity * :onHandSign, quantity * :reservedSign, :reason, order_id,
                               UTC_TIMESTAMP(6)
                        FROM reservation_line
                        WHERE order_id = :orderId
                        """)
                .param("kind", kind.name())
                .param("onHandSign", kind.onHandSign())
                .param("reservedSign", kind.reservedSign())
                .param("reason", reason)
                .param("orderId", orderId)
                .update();
    }

    List<StockMovement> movementsBefore(String sku, long id, int limit) {
        return db.sql(MOVEMENTS)
                .param("sku", sku)
                .param("id", id)
                .param("limit", limit)
                .query(Stocks::movement)
                .list();
    }

    private static StockItem item(ResultSet row, int number) throws SQLException {
        return new StockItem(
                row.getString("sku"),
                row.getInt("on_hand"),
                row.getInt("reserved"),
                row.getInt("available"),
                DatabaseTime.read(row, "updated_at"));
    }

    private static StockMovement movement(ResultSet row, int number) throws SQLException {
        return new StockMovement(
                row.getString("id"),
                MovementKind.valueOf(row.getString("kind")),
                row.getInt("on_hand_change"),
                row.getInt("reserved_change"),
                row.getString("reason"),
                row.getString("order_id"),
                DatabaseTime.read(row, "at"));
    }

    private static void expectOneRow(int rows, String sku) {
        if (rows != 1) {
            throw new IllegalStateException("The stock of " + sku + " has gone");
        }
    }
}
