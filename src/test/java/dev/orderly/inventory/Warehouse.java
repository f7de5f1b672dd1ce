package dev.orderly.inventory;

import dev.orderly.messaging.Ids;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives each test SKUs of its own, and looks into the tables. */
class Warehouse {

    private final SetStock setStock;
    private final Stocks stocks;
    private final JdbcClient db;

    Warehouse(SetStock setStock, Stocks stocks, JdbcClient db) {
        this.setStock = setStock;
        this.stocks = stocks;
        this.db = db;
    }

    /** A new SKU with so much of it on hand. */
    String sku(int onHand) {
        String sku = "sku-" + Ids.next();
        setStock.to(sku, onHand, "test");
        return sku;
    }

    int onHand(String sku) {
        return stocks.find(sku).orElseThrow().onHand();
    }

    int reserved(String sku) {
        return stocks.find(sku).orElseThrow().reserved();
    }

    List<StockMovement> movements(String sku) {
        return stocks.movementsBefore(sku, Long.MAX_VALUE, 500);
    }

    /** SKUs whose reserved quantity is not the sum of what open reservations hold of them. */
    Map<String, Integer> reservedWithoutReservation() {
        return differences("""
                SELECT s.sku, s.reserved - COALESCE(SUM(IF(r.state = 'OPEN', l.quantity, 0)), 0) AS difference
                FROM stock s
                LEFT JOIN reservation_line l ON l.sku = s.sku
                LEFT JOIN reservation r ON r.order_id = l.order_id
                GROUP BY s.sku, s.reserved
                HAVING difference <> 0
                """);
    }

    /** SKUs whose stock is not the sum of its movements. */
    Map<String, Integer> stockWithoutMovement() {
        return differences("""
                SELECT s.sku, s.on_hand - SUM(m.on_hand_change) + s.reserved - SUM(m.reserved_change) AS difference
                FROM stock s
                LEFT JOIN stock_movement m ON m.sku = s.sku
                GROUP BY s.sku, s.on_hand, s.reserved
                HAVING s.on_hand <> SUM(m.on_hand_change) OR s.reserved <> SUM(m.reserved_change)
                """);
    }

    private Map<String, Integer> differences(String sql) {
        Map<String, Integer> differences = new java.util.TreeMap<>();
        db.sql(sql).query(row -> {
            differences.put(row.getString("sku"), row.getInt("difference"));
        });
        return differences;
    }
}
