package dev.orderly.messaging;

import dev.orderly.messaging.DeadLetterActs.Reason;
import dev.orderly.messaging.DeadLetters.Whole;
import dev.orderly.messaging.ParkedAttempts.Attempt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a person can do about one dead letter: replay it, edit and replay it, or skip it. Each is recorded in the same
 * transaction, under the cursor of the shard, so that it meets neither another person's act nor a handler.
 */
class MendDeadLetter {

    private final EventLog log;
    private final DeadLetterDesk desk;
    private final StrictPayload payloads;
    private final WakeHints hints;

    MendDeadLetter(EventLog log, DeadLetterDesk desk, StrictPayload payloads, WakeHints hints) {
        this.log = log;
        this.desk = desk;
        this.payloads = payloads;
        this.hints = hints;
    }

    void replay(String module, String eventId, Reason why) {
        change(module, eventId, dead -> {
            List<Long> positions = List.of(dead.letter().position());
            Rows.require(1, desk.acts().replayed(module, dead.letter().shard(), positions, why));
            Rows.require(1, desk.letters().revive(module, dead.letter().shard(), positions));
        });
    }

    /** Gives the event another payload, for this module alone, and replays it. */
    void edit(String module, String eventId, @Nullable JsonNode payload, Reason why) {
        change(module, eventId, dead -> {
            String checked = payloads.check(dead.event(), payload);
            desk.acts().edited(dead.letter(), checked, why);
            desk.letters().setPayload(dead.letter(), checked);
            Rows.require(
                    1,
                    desk.letters()
                            .revive(
                                    module,
                                    dead.letter().shard(),
                                    List.of(dead.letter().position())));
        });
    }

    /** Lets the module do without the event; those behind it go on. */
    void skip(String module, String eventId, Reason why) {
        change(module, eventId, dead -> {
            List<Attempt> attempts = desk.attempts()
                    .of(module, dead.letter().shard(), dead.letter().position());
            desk.acts().skipped(dead.letter(), json(attempts), why);
            log.parkedEvents().remove(module, new LoggedEvent(dead.letter().position(), dead.event()));
        });
    }

    private void change(String module, String eventId, Consumer<Whole> change) {
        List<Whole> changed = new ArrayList<>();
        log.transaction().executeWithoutResult(status -> {
            changed.clear();
            Whole dead = lock(module, eventId);
            change.accept(dead);
            changed.add(dead);
        });
        changed.forEach(dead -> hints.announce(module, dead.letter().shard()));
    }

    private Whole lock(String module, String eventId) {
        Whole seen = find(module, eventId);
        if (log.cursors().await(module, seen.letter().shard()).isEmpty()) {
            throw new DeadLetterNotFound(module, eventId);
        }
        // Whoever had the cursor before may have changed it.
        Whole dead = find(module, eventId);
        if (dead.letter().deadAt() == null) {
            throw new DeadLetterNotDead(module, eventId);
        }
        return dead;
    }

    private Whole find(String module, String eventId) {
        return desk.letters().find(module, eventId).orElseThrow(() -> new DeadLetterNotFound(module, eventId));
    }

    private static String json(List<Attempt> attempts) {
        return JsonMapper.shared().writeValueAsString(attempts);
    }
}
