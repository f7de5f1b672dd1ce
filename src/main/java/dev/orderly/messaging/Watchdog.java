package dev.orderly.messaging;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/** Checks all watches over handlers, a few times a second. */
class Watchdog {

    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    private static final Duration OFTEN = Duration.ofMillis(250);
    private static final int MOST_ROUNDS_MISSED = 4;

    private final Set<HandlerWatch> watches = ConcurrentHashMap.newKeySet();
    private final Cursors cursors;
    private final Duration round;
    private long checked = System.nanoTime();
    private final Loop loop = new Loop("watchdog", Lane.DISPATCH, woken -> check());

    Watchdog(Cursors cursors, Duration limit) {
        this.cursors = cursors;
        Duration tenth = limit.dividedBy(10);
        this.round = tenth.compareTo(OFTEN) < 0 ? tenth : OFTEN;
    }

    void add(HandlerWatch watch) {
        watches.add(watch);
    }

    void remove(HandlerWatch watch) {
        watches.remove(watch);
    }

    Loop loop() {
        return loop;
    }

    /** Ends the session on the server, in a thread of its own: the database may be slow to answer. */
    void kill(HandlerWatch.Session session) {
        Thread.ofVirtual().name("orderly-kill-" + session.id()).start(() -> {
            try {
                cursors.kill(session.id());
            } catch (DataAccessException e) {
                // It has ended already, because its connection was closed.
                LOG.debug("The session {} could not be killed", session.id(), e);
            }
        });
    }

    /** Time in which the whole process stood still (a pause of its machine, say) is no handler's fault. */
    private Duration check() {
        long now = System.nanoTime();
        long passed = Math.min(now - checked, round.toNanos() * MOST_ROUNDS_MISSED);
        checked = now;
        watches.forEach(watch -> watch.check(passed));
        return round;
    }
}
