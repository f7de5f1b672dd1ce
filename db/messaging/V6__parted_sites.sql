-- When this database stopped exchanging events with another site for good; NULL while it does. The row stays, so that no
-- other database is ever taken for the one that was known by the name.
ALTER TABLE site ADD COLUMN parted_at DATETIME(6) NULL;
