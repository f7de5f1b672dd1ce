package dev.orderly.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What became of the orders, read from Orderly's own tables. */
final class OrderBook {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Entries database;

    OrderBook(Entries database) {
        this.database = database;
    }

    /** Puts so many pieces of each of these SKUs on the shelf. */
    void stock(String sku, int skus, int pieces) throws SQLException {
        database.update("INSERT INTO stock (sku, on_hand, reserved, updated_at) VALUES "
                + IntStream.range(0, skus)
                        .mapToObj(n -> "('%s%d', %d, 0, UTC_TIMESTAMP(6))".formatted(sku, n, pieces))
                        .collect(Collectors.joining(", ")));
        database.update("""
                INSERT INTO stock_movement (sku, kind, on_hand_change, reserved_change, reason, order_id, at)
                SELECT sku, 'SET', on_hand, 0, 'benchmark', NULL, UTC_TIMESTAMP(6) FROM stock WHERE sku LIKE '%s%%'
                """.formatted(sku));
    }

    /**
     * Has the product serve a load.
     *
     * @throws AssertionError where an order was answered and is not there
     */
    Served serve(WebServer orderly, Load load) throws Exception {
        long before = orders();
        Served served = orderly.serve(load);
        if (orders() - before < load.warmUp() + load.orders() - served.errors()) {
            throw new AssertionError("Orders that were answered are not there");
        }
        return served;
    }

    /** Waits until no order waits for its stock any more. */
    void awaitStates() throws SQLException, InterruptedException {
        awaitZero("SELECT COUNT(*) FROM orders WHERE status = 'PLACED'");
    }

    /** Waits until nothing is left to do: what one turn leaves behind must not slow down the next. */
    void awaitRest() throws SQLException, InterruptedException {
        awaitZero("SELECT COUNT(*) FROM orders WHERE status IN ('PLACED', 'AWAITING_PAYMENT')");
        awaitZero("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL");
        awaitZero("""
                SELECT SUM(last_position - position)
                FROM outbox_sequence JOIN consumer_cursor ON consumer_cursor.shard = outbox_sequence.shard
                """);
    }

    private void awaitZero(String count) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (long left = database.number(count); left > 0; left = database.number(count)) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("After %s there are still %d: %s".formatted(PATIENCE, left, count));
            }
            Thread.sleep(100);
        }
    }

    /** Of the last so many orders, from their creation to AWAITING_PAYMENT, in milliseconds. */
    double millisToPayment(int orders, double share) throws SQLException {
        return database.number("""
                        SELECT TIMESTAMPDIFF(MICROSECOND, placed.created_at, asked.changed_at) AS micros
                        FROM (%s) AS placed
                        JOIN order_status_change AS asked ON asked.order_id = placed.id
                        WHERE asked.status = 'AWAITING_PAYMENT'
                        ORDER BY micros LIMIT 1 OFFSET %d
                        """.formatted(last(orders), (int) (orders * share))) / 1e3;
    }

    /** Of the last so many orders, from the first one's creation until the last one was served or rejected. */
    double secondsToStates(int orders) throws SQLException {
        return database.number("""
                        SELECT TIMESTAMPDIFF(MICROSECOND, MIN(placed.created_at), MAX(told.changed_at))
                        FROM (%s) AS placed
                        JOIN order_status_change AS told ON told.order_id = placed.id
                        WHERE told.status IN ('AWAITING_PAYMENT', 'REJECTED')
                        """.formatted(last(orders))) / 1e6;
    }

    private static String last(int orders) {
        return "SELECT id, created_at FROM orders ORDER BY created_at DESC, id DESC LIMIT " + orders;
    }

    /**
     * What is reserved of these SKUs is what the served orders ask for, and no more than there is.
     *
     * @throws AssertionError where it is not so
     */
    void checkStock(String sku) throws SQLException {
        long wrong = database.number("""
                SELECT COUNT(*)
                FROM stock
                LEFT JOIN (SELECT line.sku, SUM(line.quantity) AS pieces
                           FROM order_line AS line JOIN orders ON orders.id = line.order_id
                           WHERE line.sku LIKE '%s%%' AND orders.status <> 'REJECTED'
                           GROUP BY line.sku) AS sold ON sold.sku = stock.sku
                WHERE stock.sku LIKE '%s%%'
                  AND (stock.reserved <> COALESCE(sold.pieces, 0) OR stock.reserved > stock.on_hand)
                """.formatted(sku, sku));
        if (wrong != 0) {
            throw new AssertionError(wrong + " SKUs " + sku + " have other reservations than their orders");
        }
    }

    long orders() throws SQLException {
        return database.number("SELECT COUNT(*) FROM orders");
    }

    long reserved(String sku) throws SQLException {
        return database.number("SELECT SUM(reserved) FROM stock WHERE sku LIKE '%s%%'".formatted(sku));
    }
}
