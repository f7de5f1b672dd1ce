package dev.orderly.sandbox;

import dev.orderly.messaging.Ids;
import java.security.SecureRandom;
import java.util.HexFormat;

/** What all processes on one database share: by the name they know each other, with the secret they sign. */
record Installation(String name, String callbackSecret) {

    static Installation madeUp() {
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        return new Installation(Ids.next(), HexFormat.of().formatHex(secret));
    }

    @Override
    public String toString() {
        return "Installation " + name;
    }
}
