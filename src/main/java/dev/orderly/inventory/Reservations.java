package dev.orderly.inventory;

import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of reservations and their lines. */
class Reservations {

    private final JdbcClient db;

    Reservations(JdbcClient db) {
        this.db = db;
    }

    Optional<ReservationState> state(String orderId) {
        return db.sql("""
                        SELECT state
                        FROM reservation
                        WHERE order_id = :orderId
                        """)
                .param("orderId", orderId)
                .query((row, number) -> ReservationState.valueOf(row.getString("state")))
                .optional();
    }

    /** False where the order has been decided before. */
    boolean open(String orderId, List<ReservationLine> lines) {
        if (!create(orderId, ReservationState.OPEN)) {
            return false;
        }
        addLines(orderId, lines);
        return true;
    }

    /** False where the order has been decided before. */
    boolean reject(String orderId) {
        return create(orderId, ReservationState.REJECTED);
    }

    /** Ends the reservation of an order that has none yet. */
    void forestall(String orderId) {
        create(orderId, ReservationState.RELEASED);
    }

    /** Moves the reservation on, if its state allows that; the row count tells. */
    boolean move(String orderId, ReservationState to) {
        return db.sql("""
                        UPDATE reservation
                        SET state = :to, updated_at = UTC_TIMESTAMP(6)
                        WHERE order_id = :orderId AND state IN (:from)
                        """)
                        .param("to", to.name())
                        .param("orderId", orderId)
                        .param(
                                "from",
                                to.predecessors().stream().map(Enum::name).toList())
                        .update()
                == 1;
    }

    /** The order's lines, in the order in which their stock is to be locked. */
    List<ReservationLine> lines(String orderId) {
        return db
                .sql("""
                        SELECT sku, quantity
                        FROM reservation_line
                        WHERE order_id = :orderId
                        """)
                .param("orderId", orderId)
                .query((row, number) -> new ReservationLine(row.getString("sku"), row.getInt("quantity")))
                .stream()
                .sorted(ReservationLine.LOCK_ORDER)
                .toList();
    }

    private boolean create(String orderId, ReservationState state) {
        try {
            db.sql("""
                            INSERT INTO reservation (order_id, state, created_at, updated_at)
                            VALUES (:orderId, :state, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))
                            """).param("orderId", orderId).param("state", state.name()).update();
            return true;
        } catch (DuplicateKeyException decidedBefore) {
            return false;
        }
    }

    private void addLines(String orderId, List<ReservationLine> lines) {
        db.sql("INSERT INTO reservation_line (order_id, sku, quantity) VALUES :rows")
                .param(
                        "rows",
                        lines.stream()
                                .map(line -> new Object[] {orderId, line.sku(), line.quantity()})
                                .toList())
                .update();
    }
}
