package dev.orderly.notification;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** How far a mail has come. */
enum MailStatus {
    /** It waits for its first or next attempt. */
    PENDING,
    /** A mail server has taken it over. */
    SENT,
    /** There was no mail server when it was written; later it would be stale, so it is sent only if a person asks. */
    KEPT,
    /** It was refused for good, or its attempts are spent. */
    FAILED;

    /** The states from which a mail may come to this one. */
    Set<MailStatus> predecessors() {
        return Arrays.stream(values())
                .filter(status -> status.successors().contains(this))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Set<MailStatus> successors() {
        return switch (this) {
            case PENDING -> EnumSet.of(SENT, FAILED);
            // A sender that was slower than its lease may succeed after another has given up; a person may ask again.
            case FAILED -> EnumSet.of(SENT, PENDING);
            case KEPT -> EnumSet.of(PENDING);
            case SENT -> EnumSet.noneOf(MailStatus.class);
        };
    }
}
