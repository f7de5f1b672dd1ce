package dev.orderly.messaging;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;

/**
 * A clock that shows the database's time, so that instances whose own clocks are minutes apart agree. It is this
 * machine's clock, set right every few seconds; between two settings it is as exact as that one.
 */
public class DatabaseClock extends Clock {

    private final Clock machine;
    private volatile Duration ahead = Duration.ZERO;

    /** @param machine the clock of this machine, however wrong */
    public DatabaseClock(Clock machine) {
        this.machine = machine;
    }

    /** Sets the clock right. */
    void follow(Instant databaseNow) {
        ahead = Duration.between(machine.instant(), databaseNow);
    }

    /** By how much the database's clock is ahead of this machine's. */
    Duration ahead() {
        return ahead;
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.offset(machine.withZone(zone), ahead);
    }
}
