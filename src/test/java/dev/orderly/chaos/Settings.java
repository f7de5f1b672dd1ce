package dev.orderly.chaos;

import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long and how hard: {@code -Dchaos.kills}, {@code -Dchaos.seconds}, {@code -Dchaos.rate}, {@code -Dchaos.seed}.
 *
 * @param kills how often the only instance is killed; the other scenarios break things a fraction as often
 * @param seconds how long the peers misbehave
 * @param rate how many orders a second are placed
 * @param seed decides every choice of the driver; which thread is where when it strikes remains chance
 */
record Settings(int kills, int seconds, int rate, long seed) {

    private static final long SEED =
            Long.getLong("chaos.seed", ThreadLocalRandom.current().nextInt(1_000_000));

    static Settings given() {
        return new Settings(
                Integer.getInteger("chaos.kills", 20),
                Integer.getInteger("chaos.seconds", 20),
                Integer.getInteger("chaos.rate", 20),
                SEED);
    }

    /** A fraction of the kills, and at least so many. */
    int oneIn(int share, int atLeast) {
        return Math.max(atLeast, kills / share);
    }

    /** The same choices for the same seed, whatever other scenarios run. */
    Random random(String scenario) {
        return new Random(seed * 31 + scenario.hashCode());
    }
}
