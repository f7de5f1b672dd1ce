package dev.orderly.bench.bare;

import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.JdbcTemplate;

/** Orders, their lines and their events, with no index but the primary keys and the one that finds new events. */
class BareTables implements InitializingBean {

    private final JdbcTemplate jdbc;

    BareTables(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
        jdbc.execute("""
                CREATE TABLE orders (
                    id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                    status VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                    customer_email VARCHAR(254) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
                    currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, total_minor BIGINT NOT NULL,
                    created_at DATETIME(6) NOT NULL, PRIMARY KEY (id))
                """);
        jdbc.execute("""
                CREATE TABLE order_line (
                    order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, sku VARCHAR(64) NOT NULL,
                    line_number SMALLINT NOT NULL, quantity INT NOT NULL, unit_price_minor BIGINT NOT NULL,
                    PRIMARY KEY (order_id, line_number))
                """);
        jdbc.execute("""
                CREATE TABLE event (
                    id BIGINT NOT NULL AUTO_INCREMENT,
                    order_id CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL, payload JSON NOT NULL,
                    created_at DATETIME(6) NOT NULL, done TINYINT NOT NULL DEFAULT 0,
                    PRIMARY KEY (id), KEY event_open (done, id))
                """);
    }
}
