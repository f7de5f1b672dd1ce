package dev.orderly.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What came of a scenario. */
final class Result {

    private final String scenario;
    private final Queue<Duration> recoveries = new ConcurrentLinkedQueue<>();
    private final List<String> notes = new ArrayList<>();
    private List<Finding> findings = List.of();
    private Duration slowestDrain = Duration.ZERO;
    private int strikes;
    private int accepted;
    private boolean judged;

    Result(String scenario) {
        this.scenario = scenario;
    }

    /** Something was killed, cut or stopped. */
    void struck() {
        strikes++;
    }

    /** So long after that, orders were accepted again, or whatever else the scenario waits for. */
    void recovered(Duration after) {
        recoveries.add(after);
    }

    /** So long after that, every module had handled all that was committed until then. */
    void drained(Duration after) {
        slowestDrain = slowestDrain.compareTo(after) < 0 ? after : slowestDrain;
    }

    void note(String note) {
        if (!note.isEmpty()) {
            notes.add(note);
        }
    }

    void judged(int orders, List<Finding> found) {
        accepted = orders;
        findings = List.copyOf(found);
        judged = true;
        if (slowestDrain.isPositive()) {
            note("its backlog was handled within " + seconds(slowestDrain));
        }
    }

    List<Finding> findings() {
        return findings;
    }

    int strikes() {
        return strikes;
    }

    int accepted() {
        return accepted;
    }

    /** A row of the table. */
    List<String> cells() {
        List<Duration> sorted =
                recoveries.stream().sorted(Comparator.naturalOrder()).toList();
        return List.of(
                scenario,
                String.valueOf(strikes),
                String.valueOf(accepted),
                judged ? count(Finding.Kind.LOST) : "?",
                judged ? count(Finding.Kind.DOUBLED) : "?",
                judged ? count(Finding.Kind.WRONG) : "?",
                sorted.isEmpty() ? "–" : seconds(sorted.get(sorted.size() / 2)),
                sorted.isEmpty() ? "–" : seconds(sorted.getLast()),
                String.join("; ", judged ? notes : List.of("did not get to its end")));
    }

    static String seconds(Duration duration) {
        return "%.1f s".formatted(duration.toMillis() / 1000.0);
    }

    private String count(Finding.Kind kind) {
        return String.valueOf(
                findings.stream().filter(finding -> finding.kind() == kind).count());
    }
}
