-- Children are written in their parent's transaction or under its lock, and nothing deletes parents. See docs/adr/0038.
ALTER TABLE order_line DROP FOREIGN KEY order_line_of_order;
ALTER TABLE order_status_change DROP FOREIGN KEY order_status_change_of_order;
