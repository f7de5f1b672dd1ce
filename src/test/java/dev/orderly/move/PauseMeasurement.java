package dev.orderly.move;

import dev.orderly.TestDatabase;
import dev.orderly.messaging.ForeignDatabase;
import dev.orderly.messaging.Site;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long notification rests while it moves, by the size of its tables. Not a test: run it by hand. */
class PauseMeasurement {

    private static final Logger LOG = LoggerFactory.getLogger(PauseMeasurement.class);

    private static final int DIGITS = 10;
    /** What the bodies of a mail have on average, in the two forms together. */
    private static final int BODY = 4_000;

    @ParameterizedTest
    @ValueSource(ints = {1_000, 25_000, 100_000, 250_000})
    void how_long_the_module_rests(int mails) {
        TestDatabase target = TestDatabase.fresh();
        try (Installed hub = Installed.as(Site.HUB, 8)) {
            ForeignDatabase.migrate(hub.side().dataSource(), List.of("notification"), "0.2.0");
            fill(hub, mails);
            Wires.join(hub.jdbc());
            hub.jdbc().sql("ANALYZE TABLE mail, mail_body").query().listOfRows();
            String megabytes = hub.jdbc().sql("""
                            SELECT CAST(ROUND(SUM(data_length + index_length) / 1048576) AS CHAR)
                            FROM information_schema.tables
                            WHERE table_schema = DATABASE() AND table_name IN ('mail', 'mail_body')""").query(String.class).single();
            MoveCommand command = new MoveCommand(
                    hub.login(),
                    new MoveProperties(
                            target.urlOutside(),
                            target.username(),
                            target.password(),
                            Duration.ZERO,
                            Duration.ofMinutes(1)),
                    Set.of("notification"),
                    "0.2.0",
                    new Lines(Wires::new, "orderly"),
                    step -> {});
            LOG.info("{} mails, {} MB: {}", mails, megabytes, command.run(List.of("notification", "to", "shop")));
        }
    }

    private static void fill(Installed hub, int mails) {
        StringBuilder digits = new StringBuilder("(SELECT 0 AS d");
        for (int digit = 1; digit < DIGITS; digit++) {
            digits.append(" UNION ALL SELECT ").append(digit);
        }
        String ten = digits.append(")").toString();
        hub.jdbc().sql("""
                        INSERT INTO mail (id, order_id, type, recipient, subject, status, attempts, created_at)
                        SELECT UUID(), UUID(), 'PLACED', CONCAT('customer-', n, '@example.com'),
                            CONCAT('Your order ', n), 'SENT', 1, UTC_TIMESTAMP(6)
                        FROM (SELECT a.d + 10 * b.d + 100 * c.d + 1000 * e.d + 10000 * f.d + 100000 * g.d AS n
                              FROM %1$s a, %1$s b, %1$s c, %1$s e, %1$s f, %1$s g) AS numbers
                        WHERE n < :mails""".formatted(ten)).param("mails", mails).update();
        hub.jdbc().sql("""
                        INSERT INTO mail_body (mail_id, text_body, html_body, created_at)
                        SELECT id, REPEAT(LEFT(SHA2(id, 256), 32), :parts), REPEAT(LEFT(SHA2(id, 256), 40), :parts), created_at FROM mail""").param("parts", BODY / 72).update();
    }
}
