package dev.orderly.notification;

import dev.orderly.messaging.DatabaseTime;
import dev.orderly.messaging.Ids;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of single mails. */
class Mails {

    static final String OLD_BODIES = """
            SELECT b.mail_id
            FROM mail_body b FORCE INDEX (mail_body_age)
            STRAIGHT_JOIN mail m ON m.id = b.mail_id
            WHERE b.created_at < UTC_TIMESTAMP(6) - INTERVAL :age SECOND AND m.status <> :pending
            ORDER BY b.created_at
            LIMIT :limit
            """;

    private final JdbcClient db;

    Mails(JdbcClient db) {
        this.db = db;
    }

    /** Adds a mail with its words; false where that letter was written before. */
    boolean add(String id, Letter letter, MailContent content, MailStatus status) {
        try {
            insert(id, letter, content.subject(), status);
        } catch (DuplicateKeyException writtenBefore) {
            return false;
        }
        insertBody(id, content);
        return true;
    }

    private void insert(String id, Letter letter, String subject, MailStatus status) {
        db.sql("""
                        INSERT INTO mail (id, order_id, type, occasion, recipient, subject, status, attempts,
                                          next_attempt_at, created_at)
                        VALUES (:id, :orderId, :type, :occasion, :recipient, :subject, :status, 0,
                                CASE WHEN :pending THEN UTC_TIMESTAMP(6) END, UTC_TIMESTAMP(6))
                        """)
                .param("id", id)
                .param("orderId", letter.orderId())
                .param("type", letter.type().name())
                .param("occasion", letter.occasion())
                .param("recipient", letter.recipient())
                .param("subject", subject)
                .param("status", status.name())
                .param("pending", status == MailStatus.PENDING)
                .update();
    }

    private void insertBody(String id, MailContent content) {
        db.sql("""
                        INSERT INTO mail_body (mail_id, text_body, html_body, created_at)
                        VALUES (:id, :text, :html, UTC_TIMESTAMP(6))
                        """)
                .param("id", id)
                .param("text", content.text())
                .param("html", content.html())
                .update();
    }

    /** The mail, locked until the transaction ends. */
    Optional<Notification> lock(String id) {
        return Optional.of(id)
                .filter(Ids::isPossible)
                .flatMap(known -> db.sql("""
                        SELECT id, order_id, type, occasion, recipient, status, created_at, sent_at, reason,
                               resent_at, resent_by
                        FROM mail
                        WHERE id = :id
                        FOR UPDATE
                        """)
                        .param("id", known)
                        .query(Mails::notification)
                        .optional());
    }

    boolean hasBody(String id) {
        return db.sql("SELECT COUNT(*) FROM mail_body WHERE mail_id = :id")
                        .param("id", id)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /** Makes the mail due again, with all its attempts before it. */
    void resend(String id, String who) {
        int rows = db.sql("""
                        UPDATE mail
                        SET status = :to, attempts_before = attempts, next_attempt_at = UTC_TIMESTAMP(6), reason = NULL,
                            resent_at = UTC_TIMESTAMP(6), resent_by = :who
                        WHERE id = :id AND status IN (:from)
                        """)
                .param("to", MailStatus.PENDING.name())
                .param("who", who)
                .param("id", id)
                .param("from", names(MailStatus.PENDING.predecessors()))
                .update();
        if (rows != 1) {
            throw new IllegalStateException("Mail " + id + " has gone");
        }
    }

    List<String> bodiesOlderThan(Duration age, int limit) {
        return db.sql(OLD_BODIES)
                .param("age", age.toSeconds())
                .param("pending", MailStatus.PENDING.name())
                .param("limit", limit)
                .query((row, number) -> row.getString("mail_id"))
                .list();
    }

    /** But for those whose mail a person has asked for again meanwhile. */
    void eraseBodies(Collection<String> ids) {
        db.sql("""
                        DELETE b
                        FROM mail_body b
                        JOIN mail m ON m.id = b.mail_id
                        WHERE b.mail_id IN (:ids) AND m.status <> :pending
                        """)
                .param("ids", ids)
                .param("pending", MailStatus.PENDING.name())
                .update();
    }

    static Notification notification(ResultSet row, int number) throws SQLException {
        return new Notification(
                row.getString("id"),
                row.getString("order_id"),
                MailType.valueOf(row.getString("type")),
                row.getString("occasion"),
                row.getString("recipient"),
                MailStatus.valueOf(row.getString("status")),
                DatabaseTime.read(row, "created_at"),
                DatabaseTime.readOrNull(row, "sent_at"),
                row.getString("reason"),
                DatabaseTime.readOrNull(row, "resent_at"),
                row.getString("resent_by"));
    }

    static List<String> names(Collection<MailStatus> statuses) {
        return statuses.stream().map(Enum::name).toList();
    }
}
