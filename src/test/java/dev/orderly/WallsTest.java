package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The walls in the database: each module has its own tables, and names no others. */
class WallsTest {

    private static final Map<String, String> OWNERS =
            Map.of("orders", "order", "order_line", "order", "payment", "payment", "outbox", "messaging");
    private static final Pattern ALTERS = Pattern.compile(
            "\\b(?:ALTER\\s+TABLE|INSERT\\s+INTO|(?<!\\bON )UPDATE|DELETE\\s+FROM|REFERENCES|DROP\\s+TABLE(?:\\s+IF\\s+EXISTS)?)\\s+`?(\\w+)",
            Pattern.CASE_INSENSITIVE);
    private static final Pattern COMMENT = Pattern.compile("--.*");

    @Test
    void a_statement_may_name_its_own_modules_tables() {
        assertThatCode(() -> SqlWall.check("order", "SELECT o.id FROM orders o JOIN order_line l ON l.a = o.b", OWNERS))
                .doesNotThrowAnyException();
        assertThatCode(() -> SqlWall.check("order", "INSERT INTO orders (id) VALUES ('payment')", OWNERS))
                .as("a literal is no table")
                .doesNotThrowAnyException();
        assertThatCode(() -> SqlWall.check("order", "SELECT payment FROM orders WHERE payment = 1 FOR UPDATE", OWNERS))
                .as("a column is no table")
                .doesNotThrowAnyException();
    }

    @Test
    void a_statement_that_names_another_modules_table_is_caught() {
        assertThatThrownBy(() -> SqlWall.check("order", "SELECT 1 FROM orders, payment", OWNERS))
                .isInstanceOf(SqlWall.Breach.class)
                .hasMessageContaining("payment=payment");
        for (String sql : List.of(
                "DELETE FROM Outbox",
                "UPDATE `outbox` SET a = 1",
                "INSERT INTO orders (a) SELECT a FROM orders o LEFT JOIN outbox AS b ON 1 = 1",
                "SELECT 1 FROM (SELECT 1 FROM outbox) AS x",
                "UPDATE JSON_TABLE('[]', '$[*]' COLUMNS (id INT PATH '$')) AS n STRAIGHT_JOIN outbox ON 1 = 1 SET a = 1")) {
            assertThatThrownBy(() -> SqlWall.check("order", sql, OWNERS))
                    .as(sql)
                    .hasMessageContaining("outbox=messaging");
        }
    }

    @Test
    void every_statement_of_the_test_suite_passes_the_wall() {
        TestDatabase database = TestDatabase.fresh();
        assertThat(database.url()).contains("queryInterceptors=" + SqlWall.class.getName());
        JdbcClient jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.url(), database.username(), database.password()));
        assertThat(jdbc.sql("SELECT 1").query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void each_modules_migrations_touch_only_its_own_tables() {
        Map<String, String> owners = TableOwners.byTable();
        assertThat(owners).containsEntry("outbox", "messaging");
        TableOwners.migrations().forEach(migration -> {
            String module = TableOwners.folder(migration);
            assertThat(ALTERS.matcher(
                                    COMMENT.matcher(TableOwners.text(migration)).replaceAll(""))
                            .results()
                            .map(match -> match.group(1).toLowerCase(Locale.ROOT)))
                    .as(migration.toString())
                    .allSatisfy(table -> assertThat(owners.get(table)).isEqualTo(module));
        });
    }

    @Test
    void a_table_that_two_modules_create_is_caught() {
        assertThat(TableOwners.createdBy("CREATE TABLE a (x INT); create table if not exists `B` (y INT)"))
                .containsExactly("a", "b");
    }
}
