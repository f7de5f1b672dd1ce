package dev.orderly.bridge;

import dev.orderly.messaging.Command;
import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.IdleLog;
import java.util.List;
import java.util.Map;

/**
 * The command that begins a new epoch of this site's log, as its database was restored from a backup: the others take back
 * what they have of the history after it. Nothing may have been put in line since, or it would be taken for what they
 * have; so no instance may have been started.
 */
class Restored implements Command {

    private final IdleLog log;
    private final Exports exports;

    Restored(IdleLog log, Exports exports) {
        this.log = log;
        this.exports = exports;
    }

    @Override
    public String run(List<String> arguments) {
        if (!arguments.isEmpty()) {
            throw new CommandRefused("It takes no arguments.");
        }
        log.claim();
        Map<Integer, Long> heads = log.inTransaction(() -> {
            Map<Integer, Long> ends = log.newEpoch();
            exports.beginEpoch(ends);
            return ends;
        });
        return "The log of %s begins epoch %d after the positions %s. Start the instances; other sites take what follows from there."
                .formatted(log.site().name(), log.site().epoch(), heads);
    }
}
