package dev.orderly.bench;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** F: orders over HTTP, from a load process to the packaged jar, while it handles them. */
@Tag("F")
class HttpBench {

    private static final int[] CONNECTIONS =
            Settings.GIVEN.isShort() ? new int[] {1, 32} : new int[] {1, 32, 256, 2_000};
    private static final int WARM_UP = Settings.GIVEN.isShort() ? 300 : 5_000;

    /** So many a second are well within what the whole flow of an order can keep up with. */
    private static final int CALM = 50;

    @Test
    void over_http() throws Exception {
        try (WebServer bare = WebServer.bare();
                WebServer orderly = WebServer.orderly(Map.of())) {
            OrderBook book = openShop(orderly);
            bare.serve(Load.usual(32, 0, WARM_UP));
            book.awaitRest();
            answers(bare, orderly, book);
            slowPeers(orderly, book);
        }
    }

    private static OrderBook openShop(WebServer orderly) throws Exception {
        OrderBook book = new OrderBook(orderly.database());
        book.stock(Load.PLENTY, Load.PLENTY_SKUS, 100_000_000);
        orderly.serve(Load.usual(32, 0, WARM_UP));
        return book;
    }

    private static void answers(WebServer bare, WebServer orderly, OrderBook book) throws Exception {
        Rounds rounds = new Rounds();
        for (int connections : CONNECTIONS) {
            rounds.with("bare controller, " + connections, () -> figures(bare.serve(load(connections))));
            rounds.with("Orderly, " + connections, () -> orderly(orderly, book, load(connections)));
        }
        rounds.with(
                "Orderly, calm",
                () -> orderly(orderly, book, Load.usual(32, 100, 10 * CALM).at(CALM)));
        rounds.run(Settings.GIVEN.rounds());
        for (int connections : CONNECTIONS) {
            report(rounds, connections);
        }
        toPayment(rounds, "at %d orders a second".formatted(CALM), "Orderly, calm");
        toPayment(rounds, "at 32 connections, as fast as they come", "Orderly, 32");
    }

    private static void report(Rounds rounds, int connections) {
        String[] names = {"orders a second", "p50, ms", "p99, ms"};
        String[] goals = {"at least 0.7", "", connections == 32 ? "at most 2" : ""};
        String ours = "Orderly, " + connections;
        String bare = "bare controller, " + connections;
        for (int n = 0; n < names.length; n++) {
            Report.line(
                            "F",
                            "POST over %d connections, %s".formatted(connections, names[n]),
                            rounds.median(ours, n),
                            rounds.median(bare, n),
                            goals[n])
                    .note("the ceiling is a bare controller");
        }
        Report.line("F", "POST over %d connections, errors".formatted(connections), rounds.median(ours, 3), "0")
                .note("bare controller: %.0f".formatted(rounds.median(bare, 3)));
    }

    private static void toPayment(Rounds rounds, String when, String contestant) {
        Report.line("F", "POST to AWAITING_PAYMENT %s, p50, ms".formatted(when), rounds.median(contestant, 4), "");
        Report.line("F", "POST to AWAITING_PAYMENT %s, p99, ms".formatted(when), rounds.median(contestant, 5), "");
    }

    /** What waits for slow peers goes on waiting, so the process that has them is another. */
    private static void slowPeers(WebServer quick, OrderBook book) throws Exception {
        try (SlowPeers peers = new SlowPeers();
                WebServer slow = WebServer.orderly(peers.environment())) {
            OrderBook slowBook = openShop(slow);
            slowBook.awaitStates();
            Rounds rounds = new Rounds()
                    .with("quick peers", () -> orderly(quick, book, load(32)))
                    .with("slow peers", () -> {
                        double[] figures = figures(slow.serve(load(32)));
                        slowBook.awaitStates();
                        return figures;
                    })
                    .run(Settings.GIVEN.rounds());
            String[] names = {"orders a second", "p50, ms", "p99, ms", "errors"};
            for (int n = 0; n < names.length; n++) {
                Report.line(
                                "F",
                                "POST over 32 connections with slow peers, " + names[n],
                                rounds.median("slow peers", n),
                                rounds.median("quick peers", n),
                                n == 3 ? "0" : "no slower")
                        .note("beside it Orderly with quick peers");
            }
        }
    }

    /** Some seconds' worth: what follows an order takes several times as long as taking it, and is waited for. */
    private static Load load(int connections) {
        int orders = connections == 1 ? 400 : Math.max(1_500, 2 * connections);
        return Load.usual(connections, 200, Settings.GIVEN.isShort() ? orders / 4 : orders);
    }

    private static double[] orderly(WebServer orderly, OrderBook book, Load load) throws Exception {
        Served served = book.serve(orderly, load);
        book.awaitRest();
        double[] answers = figures(served);
        return new double[] {
            answers[0],
            answers[1],
            answers[2],
            answers[3],
            book.millisToPayment(load.orders(), 0.5),
            book.millisToPayment(load.orders(), 0.99)
        };
    }

    private static double[] figures(Served served) {
        return new double[] {served.perSecond(), served.p50(), served.p99(), served.errors()};
    }
}
