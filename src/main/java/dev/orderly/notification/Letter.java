package dev.orderly.notification;

import java.util.HashMap;
import java.util.Map;

/**
 * What is to be said to a customer, before it has words.
 *
 * @param occasion tells letters of one type apart where an order can get several; else empty
 */
record Letter(MailType type, String orderId, String occasion, String recipient, Map<String, Object> facts) {

    private static final String THE_ONLY_ONE = "";

    Letter {
        facts = Map.copyOf(facts);
    }

    static Letter of(MailType type, String orderId, String recipient) {
        return new Letter(type, orderId, THE_ONLY_ONE, recipient, Map.of());
    }

    Letter onOccasion(String which) {
        return new Letter(type, orderId, which, recipient, facts);
    }

    Letter with(String name, Object fact) {
        Map<String, Object> more = new HashMap<>(facts);
        more.put(name, fact);
        return new Letter(type, orderId, occasion, recipient, more);
    }
}
