package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void every_caller_gets_an_empty_database_of_its_own() throws Exception {
        TestDatabase first = TestDatabase.fresh();
        TestDatabase second = TestDatabase.fresh();

        assertThat(first.url()).isNotEqualTo(second.url());
        assertThat(tables(first)).isZero();
        assertThat(tables(second)).isZero();
    }

    private static int tables(TestDatabase database) throws Exception {
        try (Connection connection =
                        DriverManager.getConnection(database.url(), database.username(), database.password());
                var rows = connection
                        .createStatement()
                        .executeQuery(
                                "SELECT count(*) FROM information_schema.tables WHERE table_schema = database()")) {
            assertThat(rows.next()).isTrue();
            return rows.getInt(1);
        }
    }
}
