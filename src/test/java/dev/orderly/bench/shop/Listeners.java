package dev.orderly.bench.shop;

import dev.orderly.messaging.Subscription;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Gives each consumer its listener: an ordinary one, or one that takes batches. */
class Listeners {

    private final JdbcTemplate jdbc;
    private final Effects effects;
    private final boolean batches;

    Listeners(JdbcTemplate jdbc, Effects effects, @Value("${shop.batches:false}") boolean batches) {
        this.jdbc = jdbc;
        this.effects = effects;
        this.batches = batches;
    }

    Subscription of(String module, String table) {
        return batches
                ? Subscription.of(module, new SaleBatchListener(jdbc, effects, table), SaleMade.class)
                        .inBatches()
                : Subscription.of(module, new SaleListener(JdbcClient.create(jdbc), effects, table), SaleMade.class);
    }
}
