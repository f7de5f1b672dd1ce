package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.QueryPlan;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@InventoryTest
class InventoryQueryPlanTest {

    @Autowired
    JdbcClient db;

    @Autowired
    Warehouse warehouse;

    @BeforeEach
    void fill() {
        for (int i = 0; i < 20; i++) {
            warehouse.sku(i);
        }
    }

    @Test
    void a_page_of_stock_follows_the_primary_key() {
        assertThat(QueryPlan.of(db, Stocks.PAGE, Map.of("sku", "sku-", "limit", 5))
                        .steps())
                .singleElement()
                .matches(step -> step.follows("PRIMARY"));
    }

    @Test
    void a_page_of_movements_follows_the_index_of_its_sku() {
        String sku = warehouse.sku(1);
        assertThat(QueryPlan.of(db, Stocks.MOVEMENTS, Map.of("sku", sku, "id", Long.MAX_VALUE, "limit", 5))
                        .steps())
                .singleElement()
                .matches(step -> step.follows("stock_movement_of_sku"));
    }

    @Test
    void the_stock_of_an_order_is_locked_along_the_primary_key() {
        List<String> skus = List.of(warehouse.sku(1), warehouse.sku(2), warehouse.sku(3));
        assertThat(QueryPlan.of(db, Stocks.LOCK_AVAILABLE, Map.of("skus", skus)).steps())
                .singleElement()
                .matches(step -> step.follows("PRIMARY") && step.type().equalsIgnoreCase("range"));
    }

    @Test
    void the_stock_of_an_order_is_changed_line_by_line() {
        String lines = "[{\"sku\":\"%s\",\"quantity\":1}]".formatted(warehouse.sku(1));
        assertThat(QueryPlan.of(db, Stocks.RESERVE, Map.of("lines", lines)).steps())
                .satisfiesExactly(
                        line -> assertThat(line.table()).isEqualTo("line"),
                        stock -> assertThat(stock)
                                .matches(step ->
                                        step.follows("PRIMARY") && step.type().equalsIgnoreCase("eq_ref")));
    }
}
