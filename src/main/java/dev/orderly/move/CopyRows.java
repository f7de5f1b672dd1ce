package dev.orderly.move;

import static java.util.stream.Collectors.joining;

import dev.orderly.messaging.CommandRefused;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries rows from one database to the other, a batch at a time, however many there are. */
class CopyRows {

    /** Connector/J's word for a result that it does not collect before it hands it out. */
    private static final int ROW_BY_ROW = Integer.MIN_VALUE;

    private static final int BATCH_ROWS = 1_000;
    private static final int BATCH_CHARACTERS = 1 << 20;

    private final Side from;
    private final Side to;

    CopyRows(Side from, Side to) {
        this.from = from;
        this.to = to;
    }

    /** All rows of a table, into one of the same columns. */
    long table(String source, String target, List<Column> columns) {
        return rows(select(source, columns), target, columns, "");
    }

    static String select(String source, List<Column> columns) {
        return columns.stream().map(Column::exact).collect(joining(", ", "SELECT ", " FROM `" + source + "`"));
    }

    /**
     * What a query finds, into these columns of a table; each batch is committed by itself.
     *
     * @param unlessThere what to add to the insert, for rows that may be there already
     * @return how many rows were read
     */
    long rows(String select, String target, List<Column> columns, String unlessThere) {
        String insert = "INSERT INTO `%s` (%s) VALUES (%s)%s"
                .formatted(
                        target,
                        columns.stream().map(Column::quoted).collect(joining(", ")),
                        columns.stream().map(column -> "?").collect(joining(", ")),
                        unlessThere);
        try (Connection source = from.connection();
                Statement statement = source.createStatement();
                Tables.Unchecked unchecked = new Tables.Unchecked(to)) {
            statement.setFetchSize(ROW_BY_ROW);
            Connection connection = unchecked.connection();
            connection.setAutoCommit(false);
            try (ResultSet rows = statement.executeQuery(select);
                    PreparedStatement batch = connection.prepareStatement(insert)) {
                return carry(rows, batch, columns);
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new CommandRefused("The rows of %s cannot be copied from %s to %s: %s"
                    .formatted(target, from.words(), to.words(), e.getMessage()));
        }
    }

    private static long carry(ResultSet rows, PreparedStatement batch, List<Column> columns) throws SQLException {
        long number = 0;
        long characters = 0;
        int waiting = 0;
        while (rows.next()) {
            for (int n = 1; n <= columns.size(); n++) {
                characters += set(batch, n, rows, columns.get(n - 1));
            }
            batch.addBatch();
            number++;
            waiting++;
            if (waiting >= BATCH_ROWS || characters >= BATCH_CHARACTERS) {
                batch.executeBatch();
                batch.getConnection().commit();
                waiting = 0;
                characters = 0;
            }
        }
        if (waiting > 0) {
            batch.executeBatch();
            batch.getConnection().commit();
        }
        return number;
    }

    private static long set(PreparedStatement batch, int n, ResultSet rows, Column column) throws SQLException {
        if (column.isBytes()) {
            byte @Nullable [] bytes = rows.getBytes(n);
            batch.setBytes(n, bytes);
            return bytes == null ? 0 : bytes.length;
        }
        @Nullable String text = rows.getString(n);
        batch.setString(n, text);
        return text == null ? 0 : text.length();
    }
}
