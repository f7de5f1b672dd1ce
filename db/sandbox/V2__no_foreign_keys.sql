-- Children are written in their parent's transaction or under its lock, and nothing deletes parents. See docs/adr/0038.
ALTER TABLE sandbox_refund DROP FOREIGN KEY sandbox_refund_session;
