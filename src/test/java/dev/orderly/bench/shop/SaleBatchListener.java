package dev.orderly.bench.shop;

import com.google.common.eventbus.Subscribe;
import dev.orderly.messaging.EventBatch;
import org.springframework.jdbc.core.JdbcTemplate;

/** Writes the rows of many sales at once, as a projection's listener does. */
class SaleBatchListener {

    private final JdbcTemplate jdbc;
    private final String insert;
    private final Effects effects;

    SaleBatchListener(JdbcTemplate jdbc, Effects effects, String table) {
        this.jdbc = jdbc;
        this.effects = effects;
        this.insert = "INSERT INTO %s (sale_id, account, number, written_at) VALUES (?, ?, ?, UTC_TIMESTAMP(6))"
                .formatted(table);
    }

    @Subscribe
    void on(EventBatch batch) {
        jdbc.batchUpdate(
                insert,
                batch.of(SaleMade.class)
                        .map(sale -> new Object[] {sale.saleId(), sale.account(), sale.number()})
                        .toList());
        batch.of(SaleMade.class).forEach(sale -> effects.written(sale.saleId()));
    }
}
