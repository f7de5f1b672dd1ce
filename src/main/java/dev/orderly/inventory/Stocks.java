package dev.orderly.inventory;

import dev.orderly.messaging.DatabaseTime;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

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

    /** Reserves the quantity if that much is available; the row count decides, so nothing is ever oversold. */
    boolean reserve(ReservationLine line) {
        return db.sql("""
                        UPDATE stock
                        SET reserved = reserved + :quantity, updated_at = UTC_TIMESTAMP(6)
                        WHERE sku = :sku AND on_hand - reserved >= :quantity
                        """)
                        .param("sku", line.sku())
                        .param("quantity", line.quantity())
                        .update()
                == 1;
    }

    /** Undoes {@link #reserve}. */
    void release(ReservationLine line) {
        int rows = db.sql("""
                        UPDATE stock
                        SET reserved = reserved - :quantity, updated_at = UTC_TIMESTAMP(6)
                        WHERE sku = :sku
                        """)
                .param("sku", line.sku())
                .param("quantity", line.quantity())
                .update();
        expectOneRow(rows, line.sku());
    }

    /** Takes what was reserved off the shelf. */
    void ship(ReservationLine line) {
        int rows = db.sql("""
                        UPDATE stock
                        SET on_hand = on_hand - :quantity, reserved = reserved - :quantity, updated_at = UTC_TIMESTAMP(6)
                        WHERE sku = :sku
                        """)
                .param("sku", line.sku())
                .param("quantity", line.quantity())
                .update();
        expectOneRow(rows, line.sku());
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
