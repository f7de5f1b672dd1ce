package dev.orderly.messaging;

import java.util.List;

/** The command that cuts the log into another number of shards, while no instance runs. */
class Reshard implements Command {

    private static final int MOST = 256;

    private final EventLog log;
    private final ShardRows rows;
    private final Sites sites;
    private final IdleLog idle;
    private final int parkedAtMost;

    /** @param parkedAtMost how many unhandled events of a module may be parked, else it has to handle them before */
    Reshard(EventLog log, ShardRows rows, Sites sites, IdleLog idle, int parkedAtMost) {
        this.log = log;
        this.rows = rows;
        this.sites = sites;
        this.idle = idle;
        this.parkedAtMost = parkedAtMost;
    }

    @Override
    public String run(List<String> arguments) {
        int shards = shards(arguments);
        refuseWhereOthersWork();
        rows.letAttemptsFollow();
        Renumber.Done done = idle.inTransaction(() -> new Renumber(log, rows, sites, shards, parkedAtMost).run());
        if (done.before() == shards) {
            return "The log has %d shards already.".formatted(shards);
        }
        return "The log has %d shards now, and had %d. Events that got new positions: %d; that wait among a module's parked ones and are due at once: %d. Set orderly.messaging.shards to %d for every instance, and start."
                .formatted(shards, done.before(), done.events(), done.parked(), shards);
    }

    private static int shards(List<String> arguments) {
        int shards = arguments.size() == 1 && arguments.getFirst().matches("\\d{1,3}")
                ? Integer.parseInt(arguments.getFirst())
                : 0;
        if (shards < 1 || shards > MOST) {
            throw new CommandRefused(
                    "Say into how many shards the log is to be cut, from 1 to %d, as in: reshard 16.".formatted(MOST));
        }
        return shards;
    }

    private void refuseWhereOthersWork() {
        idle.claim();
        List<String> others = sites.others().stream().map(Site::name).toList();
        if (!others.isEmpty()) {
            throw new CommandRefused(
                    "This site exchanges events with %s, which know them by shard and position. Move home what lives there, part from them (part %s), and run this again; see docs/changing-the-number-of-shards.md."
                            .formatted(String.join(", ", others), others.getFirst()));
        }
    }
}
