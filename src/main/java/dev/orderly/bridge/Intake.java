package dev.orderly.bridge;

import dev.orderly.broker.Received;
import java.util.List;

/** Takes messages into this database's log. */
interface Intake {

    /**
     * What has become of messages.
     *
     * @param taken those that the broker may forget: they are in the log, or were before
     * @param early those that came before others that are missing, and have to come again
     * @param refused those that nobody can take in
     */
    record Outcome(List<Received> taken, List<Received> early, List<Refused> refused) {}

    /** A message that nobody can take in, and why. */
    record Refused(Received message, String reason) {}

    /** Takes in what is new, in one transaction. */
    Outcome take(List<Received> messages);
}
