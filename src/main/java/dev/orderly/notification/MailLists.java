package dev.orderly.notification;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.web.Cursor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of lists of mails. */
class MailLists {

    private static final String SELECT = """
            SELECT id, order_id, type, occasion, recipient, status, created_at, sent_at, reason, resent_at, resent_by
            FROM mail
            """;

    private final JdbcClient db;

    MailLists(JdbcClient db) {
        this.db = db;
    }

    List<Notification> ofOrder(String orderId) {
        return db.sql(SELECT + "WHERE order_id = :orderId ORDER BY created_at, id")
                .param("orderId", orderId)
                .query(Mails::notification)
                .list();
    }

    /** The newest of this status, or those after a place in the list. */
    List<Notification> newest(MailStatus status, @Nullable Cursor after, int limit) {
        return db.sql(newestSql(after))
                .params(newestParams(status, after, limit))
                .query(Mails::notification)
                .list();
    }

    static String newestSql(@Nullable Cursor after) {
        return "%sFORCE INDEX (mail_by_status) WHERE status = :status%s ORDER BY created_at DESC, id DESC LIMIT :limit"
                .formatted(SELECT, after == null ? "" : " AND created_at <= :at AND (created_at < :at OR id < :id)");
    }

    static Map<String, Object> newestParams(MailStatus status, @Nullable Cursor after, int limit) {
        Map<String, Object> values = new HashMap<>();
        values.put("status", status.name());
        values.put("limit", limit);
        if (after != null) {
            values.put("at", DatabaseTime.toColumn(after.at()));
            values.put("id", after.id());
        }
        return values;
    }
}
