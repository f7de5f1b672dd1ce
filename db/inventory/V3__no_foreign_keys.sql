-- Children are written in their parent's transaction or under its lock, and nothing deletes parents. See docs/adr/0038.
ALTER TABLE stock_movement DROP FOREIGN KEY stock_movement_moves_stock;
ALTER TABLE reservation_line DROP FOREIGN KEY reservation_line_of_reservation;
