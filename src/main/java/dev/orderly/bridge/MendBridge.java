package dev.orderly.bridge;

import dev.orderly.bridge.Marks.Mark;
import dev.orderly.messaging.SiteLog;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a person can do where something was lost between two sites. */
class MendBridge {

    /** What is to become of a shard that waits for what is missing. */
    enum Decision {
        /** What is missing will be sent again, and what came behind it too: let that go until then. */
        AWAIT_RESEND,
        /** What is missing is given up. */
        SKIP
    }

    /** There is no such shard of such a site, or no gap in it. */
    static final class NoGap extends RuntimeException {
        NoGap(String source, int shard) {
            super("Nothing is missing in shard %d of %s; see GET /api/messaging/bridge".formatted(shard, source));
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(MendBridge.class);

    private final SiteLog log;
    private final Marks marks;
    private final Exports exports;

    MendBridge(SiteLog log, Marks marks, Exports exports) {
        this.log = log;
        this.marks = marks;
        this.exports = exports;
    }

    /** @throws NoGap where there is none */
    void decide(String source, int shard, Decision decision, String actor) {
        Mark mark = log.inTransaction(() -> {
            Mark found = marks.lock(source, shard)
                    .filter(each -> each.gapUntil() != null)
                    .orElseThrow(() -> new NoGap(source, shard));
            switch (decision) {
                case AWAIT_RESEND -> marks.awaitResend(found);
                case SKIP -> marks.update(found.at(found.epoch(), Objects.requireNonNull(found.gapUntil())));
            }
            return found;
        });
        LOG.warn(
                "{} decided on the gap in shard {} of {} after position {}, until {}: {}",
                actor,
                shard,
                source,
                mark.position(),
                mark.gapUntil(),
                decision);
    }

    /**
     * What is sent again.
     *
     * @param after the position before the first, or where sending is anyway
     * @param lost whether the log no longer keeps all that was asked for
     */
    record Resend(long after, boolean lost) {}

    /** Has events of this database's log sent again, from a position on; who has received them drops them. */
    Resend resend(int shard, long fromPosition, String actor) {
        Resend resend = log.inTransaction(() -> {
            Long back = log.rewind(Map.of(shard, fromPosition - 1)).get(shard);
            if (back == null) {
                return new Resend(log.positions().getOrDefault(shard, 0L), false);
            }
            exports.goOnAfter(shard, log.site().hub() ? back : log.lastBornHere(shard, back));
            return new Resend(back, back >= fromPosition);
        });
        LOG.warn(
                "{} has shard {} of this site's log sent again from position {}{}",
                actor,
                shard,
                resend.after() + 1,
                resend.lost() ? ", as what is before it is no longer kept" : "");
        return resend;
    }
}
