package dev.orderly.chaos;

import dev.orderly.chaos.Finding.Kind;
import dev.orderly.chaos.Tables.Row;
import java.sql.SQLException;
import java.util.List;

/** Every idempotency key answers with an order, and every order was answered under one. */
final class KeyRules {

    private final Tables tables;
    private final List<Finding> findings;

    KeyRules(Tables tables, List<Finding> findings) {
        this.tables = tables;
        this.findings = findings;
    }

    void check() throws SQLException {
        find(Kind.LOST, "an idempotency key answers with an order that is not there", """
                SELECT k.idempotency_key, k.response_location
                FROM idempotency_key k LEFT JOIN orders o
                    ON o.id = CONVERT(SUBSTRING(k.response_location, 13) USING ascii) COLLATE ascii_bin
                WHERE o.id IS NULL""");
        find(Kind.WRONG, "there are not as many keys as orders", """
                SELECT x.orders, x.answers
                FROM (SELECT (SELECT COUNT(*) FROM orders) AS orders,
                             (SELECT COUNT(*) FROM idempotency_key) AS answers) AS x
                WHERE x.orders <> x.answers""");
    }

    private void find(Kind kind, String sentence, String sql) throws SQLException {
        for (Row row : tables.rows(sql)) {
            findings.add(new Finding(kind, "the keys", sentence, row.toString()));
        }
    }
}
