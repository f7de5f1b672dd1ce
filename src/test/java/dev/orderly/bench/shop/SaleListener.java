package dev.orderly.bench.shop;

import com.google.common.eventbus.Subscribe;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Writes a row for each sale, as an ordinary module's listener does: one event, one call, one statement. */
class SaleListener {

    private final JdbcClient jdbc;
    private final String insert;
    private final Effects effects;

    SaleListener(JdbcClient jdbc, Effects effects, String table) {
        this.jdbc = jdbc;
        this.effects = effects;
        this.insert = """
                INSERT INTO %s (sale_id, account, number, written_at)
                VALUES (:sale, :account, :number, UTC_TIMESTAMP(6))
                """.formatted(table);
    }

    @Subscribe
    void on(SaleMade sale) {
        jdbc.sql(insert)
                .param("sale", sale.saleId())
                .param("account", sale.account())
                .param("number", sale.number())
                .update();
        effects.written(sale.saleId());
    }
}
