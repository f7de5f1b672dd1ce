package dev.orderly.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Lets contestants take turns, so that a noisy minute hits all of them, and gives the median of each one's figures. */
final class Rounds {

    /** One turn of one contestant, which ends in a fixed number of figures. */
    @FunctionalInterface
    interface Turn {
        double[] take() throws Exception;
    }

    private record Contestant(String name, Turn turn, List<double[]> figures) {}

    private final List<Contestant> contestants = new ArrayList<>();

    Rounds with(String contestant, Turn turn) {
        contestants.add(new Contestant(contestant, turn, new ArrayList<>()));
        return this;
    }

    /** Gives each contestant a turn that does not count: what is measured is not how fast a JVM compiles. */
    Rounds warmUp() throws Exception {
        if (Settings.GIVEN.isShort()) {
            return this;
        }
        for (Contestant contestant : contestants) {
            contestant.turn().take();
        }
        return this;
    }

    Rounds run(int rounds) throws Exception {
        for (int round = 1; round <= rounds; round++) {
            for (Contestant contestant : contestants) {
                double[] measured = contestant.turn().take();
                System.out.printf("Round %d, %s: %s%n", round, contestant.name(), Arrays.toString(measured));
                contestant.figures().add(measured);
            }
        }
        return this;
    }

    double median(String contestant) {
        return median(contestant, 0);
    }

    double median(String contestant, int figure) {
        double[] sorted = sorted(contestant, figure);
        return (sorted[sorted.length / 2] + sorted[(sorted.length - 1) / 2]) / 2;
    }

    /** The highest of a contestant's first figures. */
    double most(String contestant) {
        double[] sorted = sorted(contestant, 0);
        return sorted[sorted.length - 1];
    }

    private double[] sorted(String contestant, int figure) {
        return contestants.stream()
                .filter(each -> each.name().equals(contestant))
                .flatMap(each -> each.figures().stream())
                .mapToDouble(each -> each[figure])
                .sorted()
                .toArray();
    }
}
