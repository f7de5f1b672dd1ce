package dev.orderly.messaging;

import dev.orderly.messaging.DeadLetterActs.Reason;
import dev.orderly.messaging.DeadLetterPage.Place;
import dev.orderly.messaging.DeadLetters.Letter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;

/** Replays all dead letters that match, oldest first, in small transactions of one shard each. */
class ReplayDeadLetters {

    /**
     * How far it came.
     *
     * @param more whether some were left: because the time of a call was over, or a shard was busy for too long
     */
    record Replayed(long events, boolean more) {}

    private record Shard(String module, int number) {}

    private static final Logger LOG = LoggerFactory.getLogger(ReplayDeadLetters.class);
    private static final int BATCH = 200;
    private static final Duration TURN = Duration.ofSeconds(20);

    private final EventLog log;
    private final DeadLetterDesk desk;
    private final WakeHints hints;

    ReplayDeadLetters(EventLog log, DeadLetterDesk desk, WakeHints hints) {
        this.log = log;
        this.desk = desk;
        this.hints = hints;
    }

    /** Those that die again meanwhile are not replayed twice. */
    Replayed replay(DeadLetterFilter filter, Reason why) {
        Instant begun = log.cursors().now();
        long deadline = System.nanoTime() + TURN.toNanos();
        long replayed = 0;
        boolean more = false;
        DeadLetterPage page = new DeadLetterPage(true, null);
        while (System.nanoTime() < deadline) {
            List<Letter> read = desk.letters().list(filter, page, BATCH);
            List<Letter> letters = read.stream()
                    .filter(letter -> !Objects.requireNonNull(letter.deadAt()).isAfter(begun))
                    .toList();
            Map<Shard, List<Long>> byShard = letters.stream()
                    .collect(Collectors.groupingBy(
                            letter -> new Shard(letter.module(), letter.shard()),
                            Collectors.mapping(Letter::position, Collectors.toList())));
            for (Map.Entry<Shard, List<Long>> shard : byShard.entrySet()) {
                int here = replay(shard.getKey(), shard.getValue(), why);
                replayed += Math.max(here, 0);
                more |= here < 0;
            }
            if (letters.size() < BATCH) {
                return new Replayed(replayed, more);
            }
            page = new DeadLetterPage(true, Place.of(letters.getLast()));
        }
        return new Replayed(replayed, true);
    }

    /** How many were replayed, or a negative number where the shard was busy. */
    private int replay(Shard shard, List<Long> positions, Reason why) {
        try {
            int replayed = Objects.requireNonNull(log.transaction().execute(status -> {
                if (log.cursors().await(shard.module(), shard.number()).isEmpty()) {
                    return 0;
                }
                int recorded = desk.acts().replayed(shard.module(), shard.number(), positions, why);
                Rows.require(recorded, desk.letters().revive(shard.module(), shard.number(), positions));
                return recorded;
            }));
            hints.announce(shard.module(), shard.number());
            return replayed;
        } catch (PessimisticLockingFailureException busy) {
            LOG.debug("The shard {} was busy for too long", shard, busy);
            return -1;
        }
    }
}
