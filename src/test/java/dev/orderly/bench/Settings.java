package dev.orderly.bench;

/**
 * How much: {@code -Dbench.short=true} is the form that CI runs, which shows that everything works and little more.
 *
 * @param rounds how often each contestant has its turn
 * @param sales how many sales an ordinary round has
 */
record Settings(boolean isShort, int rounds, int sales) {

    static final Settings GIVEN = Boolean.getBoolean("bench.short")
            ? new Settings(true, 1, 4_000)
            : new Settings(false, Integer.getInteger("bench.rounds", 3), 20_000);

    /** Accounts, each of which makes as many sales; a sale's event has its account as key. */
    static final int ACCOUNTS = 1_000;
}
