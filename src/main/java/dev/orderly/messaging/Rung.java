package dev.orderly.messaging;

import java.util.Set;

/** A way to run the application, from the simplest on. */
enum Rung {
    ONE_PROCESS(1, "one process"),
    COPIES(2, "several copies on one database"),
    MODULES_APART(3, "modules in processes of their own, on one database"),
    DATABASES_APART(4, "modules with databases of their own, and a broker between");

    private final int number;
    private final String words;

    Rung(int number, String words) {
        this.number = number;
        this.words = words;
    }

    int number() {
        return number;
    }

    String words() {
        return words;
    }

    /** The one on which these processes are. */
    static Rung of(Figures figures) {
        if (figures.sites() > 1) {
            return DATABASES_APART;
        }
        Set<Set<String>> different = Set.copyOf(figures.processes());
        if (different.size() > 1) {
            return MODULES_APART;
        }
        return figures.processes().size() > 1 ? COPIES : ONE_PROCESS;
    }
}
