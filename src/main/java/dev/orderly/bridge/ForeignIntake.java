package dev.orderly.bridge;

import dev.orderly.bridge.WireFormat.NotOurs;
import dev.orderly.broker.Received;
import dev.orderly.messaging.EventContract;
import dev.orderly.messaging.SiteLog;
import dev.orderly.messaging.SiteLog.Arrival;
import dev.orderly.messaging.StoredEvent;
import io.cloudevents.CloudEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * Takes in what somebody outside tells, if the configuration allows the type and its schema allows the payload; each
 * event once, by its source and its id, for as long as these are remembered.
 */
class ForeignIntake implements Intake {

    private final SiteLog log;
    private final EventContract contract;
    private final ForeignEvents seen;
    private final Set<String> accepted;
    private final BridgeMeters meters;

    ForeignIntake(SiteLog log, EventContract contract, ForeignEvents seen, Set<String> accepted, BridgeMeters meters) {
        this.log = log;
        this.contract = contract;
        this.seen = seen;
        this.accepted = accepted;
        this.meters = meters;
    }

    @Override
    public Outcome take(List<Received> messages) {
        try {
            return takeTogether(messages);
        } catch (DataIntegrityViolationException e) {
            if (messages.size() == 1) {
                return new Outcome(
                        List.of(),
                        List.of(),
                        List.of(new Refused(messages.getFirst(), "the database does not hold it: " + e.getMessage())));
            }
            return takeOneByOne(messages);
        }
    }

    /** One of them is larger than a schema says, or otherwise nothing for the log; the others are not to wait for it. */
    private Outcome takeOneByOne(List<Received> messages) {
        Outcome outcome = new Outcome(new ArrayList<>(), List.of(), new ArrayList<>());
        for (Received message : messages) {
            Outcome one = take(List.of(message));
            outcome.taken().addAll(one.taken());
            outcome.refused().addAll(one.refused());
        }
        return outcome;
    }

    private Outcome takeTogether(List<Received> messages) {
        Outcome outcome = new Outcome(new ArrayList<>(), List.of(), new ArrayList<>());
        int appended = log.inTransaction(() -> {
            List<Arrival> arrivals = new ArrayList<>();
            for (Received message : messages) {
                try {
                    Arrival arrival = read(message);
                    if (isNew(Objects.requireNonNull(message.event()))) {
                        arrivals.add(arrival);
                    }
                    outcome.taken().add(message);
                } catch (NotOurs e) {
                    outcome.refused().add(new Refused(message, String.valueOf(e.getMessage())));
                }
            }
            if (!arrivals.isEmpty()) {
                log.append(arrivals);
            }
            return arrivals.size();
        });
        if (appended > 0) {
            log.putInLine();
        }
        meters.received("outside", appended, outcome.taken().size() - appended, 0);
        return outcome;
    }

    private boolean isNew(CloudEvent event) {
        return seen.remember((event.getSource() + "\n" + event.getId()).getBytes(StandardCharsets.UTF_8));
    }

    private Arrival read(Received message) {
        CloudEvent event = message.event();
        if (event == null) {
            throw new NotOurs(String.valueOf(message.fault()));
        }
        if (!accepted.contains(event.getType())) {
            throw new NotOurs("%s is not among the types that may come from outside (orderly.broker.accept)"
                    .formatted(event.getType()));
        }
        String payload = WireFormat.payload(event);
        int version = version(event);
        List<String> faults = contract.faults(event.getType(), version, payload);
        if (!faults.isEmpty()) {
            throw new NotOurs(
                    "it is no %s in version %d: %s".formatted(event.getType(), version, String.join("; ", faults)));
        }
        try {
            StoredEvent stored = log.foreign(event.getType(), version, payload);
            return new Arrival(stored, null);
        } catch (IllegalArgumentException e) {
            throw new NotOurs(String.valueOf(e.getMessage()));
        }
    }

    /** Whoever does not say which version it is means the newest. */
    private int version(CloudEvent event) {
        @Nullable String version = WireFormat.optional(event, "eventversion");
        try {
            return version == null ? contract.newestVersion(event.getType()) : Integer.parseInt(version);
        } catch (NumberFormatException e) {
            throw new NotOurs("its eventversion is no number: " + version);
        }
    }
}
