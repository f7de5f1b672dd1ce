package dev.orderly.bench;

import dev.orderly.TestDatabase;
import java.util.Map;

/** The ceiling in a process of its own, on a database that has its tables. */
final class PlainMain {

    private PlainMain() {}

    public static void main(String... database) throws Exception {
        try (Plain plain = new Plain(new TestDatabase(database[0], database[1], database[2]), 1)) {
            plain.startConsumers();
            Commands.obey(Map.of("sell", Commands.sell(plain::seller), "check", _ -> check(plain)));
        }
    }

    private static double[] check(Plain plain) {
        plain.requireSound();
        return new double[0];
    }
}
