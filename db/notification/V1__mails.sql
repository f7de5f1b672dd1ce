-- One mail per order and type. next_attempt_at is set only while a mail waits, so that the claim reads a short range.
CREATE TABLE mail (
    id              CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    order_id        CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    type            VARCHAR(20) CHARACTER SET ascii                NOT NULL,
    recipient       VARCHAR(320)                                   NOT NULL,
    subject         VARCHAR(255)                                   NOT NULL,
    status          VARCHAR(10) CHARACTER SET ascii                NOT NULL,
    attempts        INT                                            NOT NULL,
    next_attempt_at DATETIME(6)                                    NULL,
    sent_at         DATETIME(6)                                    NULL,
    reason          VARCHAR(500)                                   NULL,
    created_at      DATETIME(6)                                    NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY mail_once_per_order_and_type (order_id, type),
    KEY mail_due (next_attempt_at)
) ENGINE = InnoDB CHARACTER SET utf8mb4;

-- What the customer reads. Apart from the mail, because it is large, personal, and erased sooner.
CREATE TABLE mail_body (
    mail_id    CHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    text_body  MEDIUMTEXT                                     NOT NULL,
    html_body  MEDIUMTEXT                                     NOT NULL,
    created_at DATETIME(6)                                    NOT NULL,
    PRIMARY KEY (mail_id),
    KEY mail_body_age (created_at),
    CONSTRAINT mail_body_of_mail FOREIGN KEY (mail_id) REFERENCES mail (id)
) ENGINE = InnoDB CHARACTER SET utf8mb4;
