-- Attempts are only ever counted up, as they tell senders apart; those before a person asked for the mail again are spent.
ALTER TABLE mail
    ADD COLUMN attempts_before INT          NOT NULL DEFAULT 0,
    ADD COLUMN resent_at       DATETIME(6)  NULL,
    ADD COLUMN resent_by       VARCHAR(100) NULL;
