-- Children are written in their parent's transaction or under its lock, and nothing deletes parents. See docs/adr/0038.
ALTER TABLE payment_transaction DROP FOREIGN KEY payment_transaction_payment;
ALTER TABLE payment_task DROP FOREIGN KEY payment_task_payment;
ALTER TABLE payment_refund DROP FOREIGN KEY payment_refund_payment;
