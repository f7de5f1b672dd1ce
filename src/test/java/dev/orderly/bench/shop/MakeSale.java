package dev.orderly.bench.shop;

import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Sells something and says so, in one transaction. */
public class MakeSale {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    MakeSale(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    @Transactional
    public void make(SaleMade sale) {
        jdbc.sql("""
                INSERT INTO sale (id, account, number, total_minor, made_at)
                VALUES (:id, :account, :number, :total, UTC_TIMESTAMP(6))
                """)
                .param("id", sale.saleId())
                .param("account", sale.account())
                .param("number", sale.number())
                .param("total", sale.totalMinor())
                .update();
        events.publishEvent(sale);
    }
}
