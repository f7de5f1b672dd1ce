-- Set once an operator was told that a refund waits for too long, so that it is told once.
ALTER TABLE payment_refund
    ADD COLUMN overdue_told_at DATETIME(6) NULL;
