package dev.orderly.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of mails that are due: how senders take them, and write down how that ended. */
class DueMails {

    static final String DUE = """
            SELECT id
            FROM mail FORCE INDEX (mail_due)
            WHERE next_attempt_at <= UTC_TIMESTAMP(6)
            ORDER BY next_attempt_at
            LIMIT :most
            FOR UPDATE SKIP LOCKED
            """;

    private final JdbcClient db;

    DueMails(JdbcClient db) {
        this.db = db;
    }

    boolean anyDue() {
        return db.sql("""
                        SELECT id
                        FROM mail FORCE INDEX (mail_due)
                        WHERE next_attempt_at <= UTC_TIMESTAMP(6)
                        ORDER BY next_attempt_at
                        LIMIT 1
                        """).query(String.class).optional().isPresent();
    }

    /** Takes the mails that have been due for longest. They are due again after the lease, should this process die. */
    List<PendingMail> claim(int most, Duration lease) {
        List<String> ids = db.sql(DUE)
                .param("most", most)
                .query((row, number) -> row.getString("id"))
                .list();
        if (ids.isEmpty()) {
            return List.of();
        }
        int rows =
                db.sql("""
                        UPDATE mail
                        SET attempts = attempts + 1,
                            next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL :lease SECOND
                        WHERE id IN (:ids)
                        """).param("lease", lease.toSeconds()).param("ids", ids).update();
        if (rows != ids.size()) {
            throw new IllegalStateException("Of the mails %s, %d are there".formatted(ids, rows));
        }
        return db.sql("""
                        SELECT m.id, m.order_id, m.type, m.recipient, m.subject, m.attempts, m.attempts_before,
                               b.text_body, b.html_body
                        FROM mail m
                        JOIN mail_body b ON b.mail_id = m.id
                        WHERE m.id IN (:ids)
                        """).param("ids", ids).query(DueMails::pending).list();
    }

    boolean sent(String id) {
        return db.sql("""
                        UPDATE mail
                        SET status = :to, sent_at = UTC_TIMESTAMP(6), next_attempt_at = NULL, reason = NULL
                        WHERE id = :id AND status IN (:from)
                        """)
                        .param("to", MailStatus.SENT.name())
                        .param("id", id)
                        .param("from", Mails.names(MailStatus.SENT.predecessors()))
                        .update()
                == 1;
    }

    boolean postponed(PendingMail mail, Duration wait, String reason) {
        return db.sql("""
                        UPDATE mail
                        SET next_attempt_at = UTC_TIMESTAMP(6) + INTERVAL :wait MICROSECOND, reason = :reason
                        WHERE id = :id AND attempts = :attempt AND status = :pending
                        """)
                        .param("wait", TimeUnit.MICROSECONDS.convert(wait))
                        .param("reason", reason)
                        .param("id", mail.id())
                        .param("attempt", mail.attempt())
                        .param("pending", MailStatus.PENDING.name())
                        .update()
                == 1;
    }

    boolean failed(PendingMail mail, String reason) {
        return db.sql("""
                        UPDATE mail
                        SET status = :to, next_attempt_at = NULL, reason = :reason
                        WHERE id = :id AND attempts = :attempt AND status IN (:from)
                        """)
                        .param("to", MailStatus.FAILED.name())
                        .param("reason", reason)
                        .param("id", mail.id())
                        .param("attempt", mail.attempt())
                        .param("from", Mails.names(MailStatus.FAILED.predecessors()))
                        .update()
                == 1;
    }

    private static PendingMail pending(ResultSet row, int number) throws SQLException {
        return new PendingMail(
                row.getString("id"),
                row.getString("order_id"),
                MailType.valueOf(row.getString("type")),
                row.getString("recipient"),
                new MailContent(row.getString("subject"), row.getString("text_body"), row.getString("html_body")),
                row.getInt("attempts"),
                row.getInt("attempts_before"));
    }
}
