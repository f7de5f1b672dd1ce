package dev.orderly.messaging;

import dev.orderly.messaging.Lags.ShardLag;
import dev.orderly.messaging.PendingEvents.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says when the application starts which of the events that wait for its modules it has no record for: a newer version
 * wrote them and was taken back, or a record was thrown away. The start is not refused for that, as everything else can
 * be handled: these become dead letters, and are replayed by a version that reads them.
 */
class CheckPendingEvents {

    /** Where an event waits. */
    enum Place {
        LOG("in the log"),
        NOT_IN_LINE("not yet in line"),
        PARKED("parked"),
        DELAYED("not yet due");

        private final String words;

        Place(String words) {
            this.words = words;
        }
    }

    /** Events that wait for a module and that this application cannot deliver to it. */
    record Finding(String module, Place place, Kind kind) {

        @Override
        public String toString() {
            String first = kind.first() == 0
                    ? ""
                    : ", the first at position %d of shard %d".formatted(kind.first(), kind.shard());
            return "%s cannot be given %d %s of %s, version %d, %s%s"
                    .formatted(
                            module,
                            kind.events(),
                            kind.events() == 1 ? "event" : "events",
                            kind.type(),
                            kind.version(),
                            place.words,
                            first);
        }

        private Finding and(Finding inHigherShard) {
            return new Finding(module, place, kind.and(inHigherShard.kind));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(CheckPendingEvents.class);

    private final EventCatalog catalog;
    private final PendingEvents pending;
    private final Lags lags;

    CheckPendingEvents(EventCatalog catalog, PendingEvents pending, Lags lags) {
        this.catalog = catalog;
        this.pending = pending;
        this.lags = lags;
    }

    /** Looks through what waits, and warns of what it finds. */
    void check(List<Registration> registrations) {
        find(registrations)
                .forEach(finding -> LOG.warn(
                        "{}: this version of the application does not handle that. It becomes dead letters, which a version that does can replay",
                        finding));
    }

    /** What waits for modules that this process handles events for, and cannot be delivered by it. */
    List<Finding> find(List<Registration> registrations) {
        List<Registration> ours = registrations.stream()
                .filter(registration -> registration.generation() != Registration.OUTDATED)
                .toList();
        if (ours.isEmpty()) {
            return List.of();
        }
        return Stream.of(inTheLog(ours), everywhere(ours), parked(ours))
                .flatMap(findings -> findings)
                .toList();
    }

    /** One look at each shard does for all modules, unless it shows something that one of them may have passed. */
    private Stream<Finding> inTheLog(List<Registration> ours) {
        Map<String, Registration> byModule = ours.stream()
                .collect(Collectors.toMap(
                        registration -> registration.subscription().module(), one -> one));
        Map<Integer, List<ShardLag>> byShard = lags.shards().stream()
                .filter(lag -> lag.events() > 0 && byModule.containsKey(lag.module()))
                .collect(Collectors.groupingBy(ShardLag::shard));
        List<Finding> found = new ArrayList<>();
        byShard.forEach((shard, behind) -> {
            long slowest = behind.stream().mapToLong(ShardLag::position).min().orElseThrow();
            List<Kind> waiting = pending.inTheLog(shard, slowest);
            for (ShardLag lag : behind) {
                Predicate<Kind> unreadable = unreadableFor(Objects.requireNonNull(byModule.get(lag.module())));
                if (waiting.stream().anyMatch(unreadable)) {
                    pending.inTheLog(shard, lag.position()).stream()
                            .filter(unreadable)
                            .forEach(kind -> found.add(new Finding(lag.module(), Place.LOG, kind)));
                }
            }
        });
        return together(found);
    }

    /** What is not in line yet waits for all modules. */
    private Stream<Finding> everywhere(List<Registration> ours) {
        List<Kind> notInLine = pending.notInLine();
        List<Kind> delayed = pending.delayed();
        return ours.stream()
                .flatMap(registration -> Stream.concat(
                        findings(registration, Place.NOT_IN_LINE, notInLine, unreadableFor(registration)),
                        findings(registration, Place.DELAYED, delayed, unreadableFor(registration))));
    }

    /** A module is given whatever it has parked, also of a type that it no longer declares. */
    private Stream<Finding> parked(List<Registration> ours) {
        return together(ours.stream()
                .flatMap(registration -> findings(
                        registration,
                        Place.PARKED,
                        pending.parked(registration.subscription().module()),
                        kind -> !registration.types().contains(kind.type()) || !isRead(kind)))
                .toList());
    }

    private static Stream<Finding> findings(
            Registration registration, Place place, List<Kind> kinds, Predicate<Kind> undeliverable) {
        return kinds.stream()
                .filter(undeliverable)
                .map(kind -> new Finding(registration.subscription().module(), place, kind));
    }

    /** Types that a module does not declare are passed over. */
    private Predicate<Kind> unreadableFor(Registration registration) {
        return kind -> registration.types().contains(kind.type()) && !isRead(kind);
    }

    private boolean isRead(Kind kind) {
        return catalog.descriptor(kind.type(), kind.version()).isPresent();
    }

    /** One for all shards. */
    private static Stream<Finding> together(List<Finding> found) {
        return found.stream()
                .sorted(Comparator.comparingInt(finding -> finding.kind().shard()))
                .collect(Collectors.groupingBy(
                        finding -> List.of(
                                finding.module(),
                                finding.kind().type(),
                                finding.kind().version()),
                        Collectors.reducing(Finding::and)))
                .values()
                .stream()
                .flatMap(Optional::stream);
    }
}
