-- Why the broker does not take the next event of the shard, which waits with all that follow; NULL where it takes them.
ALTER TABLE exported
    ADD COLUMN refusal VARCHAR(1000) NULL;
