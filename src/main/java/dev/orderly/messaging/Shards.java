package dev.orderly.messaging;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Which slice of the log a key belongs to. */
final class Shards {

    private Shards() {}

    /** The CRC-32 of the key's UTF-8 bytes modulo the number of shards; SQL computes the same with CRC32(). */
    static int of(String key, int shards) {
        CRC32 crc = new CRC32();
        crc.update(key.getBytes(StandardCharsets.UTF_8));
        return (int) (crc.getValue() % shards);
    }
}
