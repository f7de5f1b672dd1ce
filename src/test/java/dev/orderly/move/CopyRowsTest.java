package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.TestDatabase;
import dev.orderly.move.Side.Login;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Tables are the same after they were copied. {@code ORDERLY_TEST_OTHER_DATASOURCE_URL} (and {@code _USERNAME},
 * {@code _PASSWORD}) may name an empty database on a server of another make, to copy to and back.
 */
class CopyRowsTest {

    private static final List<String> TABLES = List.of("crate", "label");

    private static final String CRATE = """
            CREATE TABLE crate (
                id       BIGINT        NOT NULL AUTO_INCREMENT,
                code     BINARY(16)    NOT NULL,
                name     VARCHAR(200)  CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
                word     VARCHAR(20)   CHARACTER SET ascii COLLATE ascii_bin NULL,
                contents JSON          NULL,
                picture  LONGBLOB      NULL,
                notes    MEDIUMTEXT    CHARACTER SET utf8mb4 NULL,
                weight   DECIMAL(30, 10) NULL,
                ratio    DOUBLE        NULL,
                few      TINYINT       NULL,
                many     BIGINT UNSIGNED NULL,
                fragile  BOOLEAN       NULL,
                packed   DATETIME(6)   NULL,
                sent     TIMESTAMP(3)  NULL,
                day      DATE          NULL,
                changed  DATETIME(6)   NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6),
                twice    BIGINT        AS (few * 2) STORED,
                PRIMARY KEY (id),
                UNIQUE KEY crate_code (code)
            ) ENGINE = InnoDB CHARACTER SET utf8mb4""";

    private static final String LABEL = """
            CREATE TABLE label (
                crate  BIGINT      NOT NULL,
                number INT         NOT NULL,
                words  VARCHAR(50) CHARACTER SET utf8mb4 NOT NULL,
                PRIMARY KEY (crate, number),
                CONSTRAINT label_of_crate FOREIGN KEY (crate) REFERENCES crate (id)
            ) ENGINE = InnoDB CHARACTER SET utf8mb4""";

    private Side from;
    private Side to;

    CopyRowsTest() {
        from = Side.open(Installed.login(TestDatabase.fresh()), "one");
        to = Side.open(other().orElseGet(() -> Installed.login(TestDatabase.fresh())), "the other");
    }

    private static Optional<Login> other() {
        return Optional.ofNullable(System.getenv("ORDERLY_TEST_OTHER_DATASOURCE_URL"))
                .filter(url -> !url.isBlank())
                .map(url -> new Login(
                        url,
                        Optional.ofNullable(System.getenv("ORDERLY_TEST_OTHER_DATASOURCE_USERNAME"))
                                .orElse("root"),
                        Optional.ofNullable(System.getenv("ORDERLY_TEST_OTHER_DATASOURCE_PASSWORD"))
                                .orElse("")));
    }

    @BeforeEach
    void createTables() {
        for (Side side : List.of(from, to)) {
            side.jdbc()
                    .sql("DROP TABLE IF EXISTS label, moved_label, crate, moved_crate")
                    .update();
            side.jdbc().sql(CRATE).update();
            side.jdbc().sql(LABEL).update();
        }
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
    }

    @Test
    void every_value_is_the_same_after_it_was_copied_and_copied_back() {
        fill();
        List<String> before = dump(from);
        Tables here = tables(from);
        here.setAside(TABLES);
        tables(to).setAside(TABLES);
        copy(from, to);
        assertThat(tables(to).nextNumber("moved_crate")).isEqualTo(1_000_007);
        here.empty(TABLES);
        copy(to, from);
        here.bringBack(TABLES);
        assertThat(dump(from)).isEqualTo(before);
    }

    @Test
    void tables_that_refer_to_each_other_still_do_when_they_come_back() {
        fill();
        tables(from).setAside(TABLES);
        assertThat(tables(from).asideOf(TABLES)).isEqualTo(TABLES);
        assertThatThrownBy(() -> from.jdbc()
                        .sql("INSERT INTO moved_label (crate, number, words) VALUES (77, 1, 'x')")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
        tables(from).setAside(TABLES);
        tables(from).bringBack(TABLES);
        assertThatThrownBy(() -> from.jdbc()
                        .sql("INSERT INTO label (crate, number, words) VALUES (77, 1, 'x')")
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
        assertThat(from.jdbc()
                        .sql("SELECT COUNT(*) FROM label")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void a_value_that_differs_shows_in_the_fingerprint() {
        fill();
        Tables here = tables(from);
        List<Column> columns = here.columns("crate");
        assertThat(columns).extracting(Column::name).doesNotContain("twice");
        Tables.Fingerprint before = here.fingerprint("crate", columns);
        for (String change : List.of(
                "few = NULL WHERE few = 0",
                "word = '' WHERE word IS NULL",
                "packed = packed + INTERVAL 1 MICROSECOND WHERE id = 1",
                "name = CONCAT(name, ' ') WHERE name IS NOT NULL",
                "code = UNHEX(REPEAT('AB', 16)) WHERE id = 3")) {
            from.inTransaction(() -> {
                assertThat(from.jdbc()
                                .sql("UPDATE crate SET changed = changed, " + change)
                                .update())
                        .as(change)
                        .isPositive();
                assertThat(here.fingerprint("crate", columns)).as(change).isNotEqualTo(before);
                from.jdbc().sql("ROLLBACK").update();
            });
        }
        assertThat(here.fingerprint("crate", columns)).isEqualTo(before);
    }

    private void copy(Side source, Side target) {
        CopyRows copy = new CopyRows(source, target);
        Tables there = tables(target);
        for (String table : List.of("moved_label", "moved_crate")) {
            copy.table(table, table, tables(source).columns(table));
            Long next = tables(source).nextNumber(table);
            if (next != null) {
                there.setNextNumber(table, next);
            }
        }
    }

    /** The JSON is in the words that MySQL has for it, which keeps the value alone; MariaDB keeps the words. */
    private void fill() {
        for (String row : List.of(
                "(1, UNHEX('00FF10807F000102030405060708090A'), 'Größe 漢字 😀\\n\\'\"\\\\%_', 'plain', '{\"a\": {\"x\": true}, \"b\": [1, 2.5, null, \"ü😀\"]}', UNHEX('00FF27225C0D0A1A80'), REPEAT('ж', 3000), 12345678901234567890.0123456789, 0.1, -128, 18446744073709551615, TRUE, '2026-11-27 23:59:59.999999', '2026-11-27 23:59:59.123', '2026-02-28', '2001-01-01 00:00:00.000001')",
                "(2, UNHEX(REPEAT('00', 16)), '', NULL, '[]', '', '', 0, -0.0, 0, 0, FALSE, '1000-01-01 00:00:00.000000', NULL, NULL, '2001-01-01 00:00:00.100000')",
                "(3, UNHEX(REPEAT('27', 16)), NULL, '', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2001-01-01 00:00:00')",
                "(1000006, UNHEX(REPEAT('FF', 16)), REPEAT('x', 200), 'z', '\"text\"', REPEAT(UNHEX('00FF'), 500000), NULL, 1E-10, 1.7976931348623157E308, 127, 1, TRUE, '9999-12-31 23:59:59.999999', '1970-01-02 00:00:01', '9999-12-31', '2001-01-01')")) {
            from.jdbc().sql("""
                            INSERT INTO crate (id, code, name, word, contents, picture, notes, weight, ratio, few, many,
                                fragile, packed, sent, day, changed)
                            VALUES\s""" + row).update();
        }
        from.jdbc()
                .sql("INSERT INTO label (crate, number, words) VALUES (1000006, 1, 'über')")
                .update();
    }

    private static List<String> dump(Side side) {
        return side.jdbc()
                .sql("""
                        SELECT CONCAT_WS('|', id, HEX(code), COALESCE(HEX(name), '-'), COALESCE(HEX(word), '-'),
                            COALESCE(HEX(contents), '-'), COALESCE(SHA2(picture, 256), '-'), COALESCE(SHA2(notes, 256), '-'),
                            COALESCE(weight, '-'), COALESCE(ratio, '-'), COALESCE(few, '-'), COALESCE(many, '-'),
                            COALESCE(fragile, '-'), COALESCE(packed, '-'), COALESCE(sent, '-'), COALESCE(day, '-'),
                            changed, COALESCE(twice, '-')) AS line
                        FROM crate ORDER BY id""")
                .query((row, n) -> String.valueOf(row.getString("line")))
                .list();
    }

    private static Tables tables(Side side) {
        return new Tables(side, Duration.ofSeconds(20));
    }
}
