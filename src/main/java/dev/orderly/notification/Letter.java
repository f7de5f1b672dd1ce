package dev.orderly.notification;

import java.util.HashMap;
import java.util.Map;

/** What is to be said to a customer, before it has words. */
record Letter(MailType type, String orderId, String recipient, Map<String, Object> facts) {

    Letter {
        facts = Map.copyOf(facts);
    }

    static Letter of(MailType type, String orderId, String recipient) {
        return new Letter(type, orderId, recipient, Map.of());
    }

    Letter with(String name, Object fact) {
        Map<String, Object> more = new HashMap<>(facts);
        more.put(name, fact);
        return new Letter(type, orderId, recipient, more);
    }
}
