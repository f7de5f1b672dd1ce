package dev.orderly.sandbox;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** How the sandbox treats a customer, as a tag in the e-mail address asks: {@code buyer+decline@example.com}. */
enum Behaviour {
    /** Captures by itself. */
    CAPTURE(1),
    /** Declines by itself. */
    DECLINE(1),
    /** Captures by itself and tells nobody: whoever wants to know must ask. */
    NEVER(0),
    /** Captures by itself and tells it twice at the same moment. */
    TWICE(2),
    /** Waits for a person at the pay page. */
    MANUAL(1);

    private final int calls;

    Behaviour(int calls) {
        this.calls = calls;
    }

    static Behaviour of(String email) {
        String mailbox = email.substring(0, Math.max(0, email.lastIndexOf('@')));
        List<String> tags = Arrays.asList(mailbox.toUpperCase(Locale.ROOT).split("\\+", -1));
        List<String> asked = tags.subList(1, tags.size());
        return Arrays.stream(values())
                .filter(behaviour -> asked.contains(behaviour.name()))
                .findFirst()
                .orElse(CAPTURE);
    }

    boolean decidesByItself() {
        return this != MANUAL;
    }

    /** How often the outcome is told at the same moment. */
    int calls() {
        return calls;
    }
}
