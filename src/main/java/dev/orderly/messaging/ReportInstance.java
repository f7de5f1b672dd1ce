package dev.orderly.messaging;

import java.time.Duration;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Says every ten seconds that this process runs, and what it has handled, in one statement; forgets itself when it stops. */
class ReportInstance {

    private static final Logger LOG = LoggerFactory.getLogger(ReportInstance.class);
    private static final Duration EVERY = Duration.ofSeconds(10);

    /** Each tenth minute it also looks for those that are long gone. */
    private static final int CLEAN_EVERY = 60;

    private final Instances instances;
    private final RecentWork work;
    private final Supplier<Instance> self;
    private final Loop loop = new Loop("instance", Lane.DISPATCH, woken -> round());
    private int rounds;
    private volatile boolean reported;

    ReportInstance(Instances instances, RecentWork work, Supplier<Instance> self) {
        this.instances = instances;
        this.work = work;
        this.self = self;
    }

    Loop loop() {
        return loop;
    }

    private Duration round() {
        report();
        return EVERY;
    }

    /** Reports now. */
    synchronized void report() {
        reported = false;
        instances.report(self.get(), work.turn());
        reported = true;
        if (rounds++ % CLEAN_EVERY == 0) {
            instances.deleteGone();
        }
    }

    /**
     * Whoever looks need not wonder what has become of it. Where the database was away just now, nobody waits for it once
     * more: the process is then found to be silent.
     */
    void forget() {
        if (!reported) {
            return;
        }
        try {
            instances.delete(self.get().id());
        } catch (DataAccessException away) {
            LOG.debug("This process stays listed until it is found to be silent", away);
        }
    }
}
