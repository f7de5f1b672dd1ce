package dev.orderly;

import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the database means to run a statement: the steps of its EXPLAIN. */
public record QueryPlan(List<Step> steps) {

    /** One table of the plan; a column of EXPLAIN that is NULL reads "null". */
    public record Step(String table, String type, String key, String extra) {

        /** Reads rows along an index, and sorts nothing. */
        public boolean follows(String index) {
            return key.equalsIgnoreCase(index)
                    && !type.equalsIgnoreCase("ALL")
                    && !extra.contains("filesort")
                    && !extra.contains("temporary");
        }
    }

    public static QueryPlan of(JdbcClient db, String sql, Map<String, ?> params) {
        // MySQL 9 draws a tree unless it is asked for the table, which is all that MariaDB knows.
        boolean mariaDb =
                db.sql("SELECT VERSION()").query(String.class).single().contains("MariaDB");
        return new QueryPlan(db.sql((mariaDb ? "EXPLAIN " : "EXPLAIN FORMAT=TRADITIONAL ") + sql)
                .params(params)
                .query((row, number) -> new Step(
                        String.valueOf(row.getString("table")),
                        String.valueOf(row.getString("type")),
                        String.valueOf(row.getString("key")),
                        String.valueOf(row.getString("extra"))))
                .list());
    }
}
