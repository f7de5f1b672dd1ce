-- Mails that were given up are found by their status, the newest first.
ALTER TABLE mail
    ADD KEY mail_by_status (status, created_at, id);
