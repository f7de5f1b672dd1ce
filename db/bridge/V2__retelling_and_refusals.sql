-- The event before the last one that was sent, so that the last one can be told again; NULL where it cannot. And why the
-- broker does not take the next event of the shard, which waits with all that follow; NULL where it takes them.
ALTER TABLE exported
    ADD COLUMN previous BIGINT NULL,
    ADD COLUMN refusal  VARCHAR(1000) NULL;
