package dev.orderly.chaos;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.collect.Multisets;
import dev.orderly.chaos.Finding.Kind;
import dev.orderly.chaos.Tables.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must hold for the order, reservation, payment and events of each order, whatever happened to the processes. */
final class OrderRules {

    private static final Map<String, String> EVENT_OF_STATE = Map.of(
            "AWAITING_PAYMENT", "order.payment-requested",
            "REFUNDING", "order.refund-requested",
            "PAID", "order.paid",
            "SHIPPED", "order.shipped",
            "DELIVERED", "order.delivered",
            "REJECTED", "order.rejected",
            "CANCELLED", "order.cancelled",
            "EXPIRED", "order.expired",
            "REFUNDED", "order.refunded");

    private static final Map<String, Set<String>> RESERVATION_OF_STATE = Map.of(
            "PAID", Set.of("OPEN"),
            "SHIPPED", Set.of("SHIPPED"),
            "DELIVERED", Set.of("SHIPPED"),
            "REJECTED", Set.of("REJECTED"),
            "CANCELLED", Set.of("RELEASED", "REJECTED"),
            "EXPIRED", Set.of("RELEASED"),
            "REFUNDED", Set.of("RELEASED"));

    private static final Set<String> KEEPS_THE_MONEY = Set.of("PAID", "SHIPPED", "DELIVERED");

    private final List<Finding> findings;

    OrderRules(List<Finding> findings) {
        this.findings = findings;
    }

    /** Does an order rest in this state? */
    static boolean isEnd(String status) {
        return RESERVATION_OF_STATE.containsKey(status);
    }

    void check(Dossier dossier) {
        if (!dossier.has("order")) {
            find(Kind.WRONG, dossier, "nobody placed it, and yet there is something of it");
            return;
        }
        if (!isEnd(dossier.status())) {
            find(Kind.LOST, dossier, "it is " + dossier.status() + " and goes no further");
            return;
        }
        checkReservation(dossier);
        checkMoney(dossier);
        compare(dossier, "event", expectedEvents(dossier), column(dossier, "event", "event_type"));
        compare(dossier, "timer", expectedTimers(dossier), column(dossier, "delayed", "event_type"));
    }

    private void checkReservation(Dossier dossier) {
        String state = one(dossier, "reservation", "state");
        if (!RESERVATION_OF_STATE.getOrDefault(dossier.status(), Set.of()).contains(state)) {
            find(state.isEmpty() ? Kind.LOST : Kind.WRONG, dossier, "its reservation is " + state);
        }
        Multiset<String> expected = HashMultiset.create();
        for (Row line : dossier.all("line")) {
            String sku = line.get("sku");
            long quantity = line.number("quantity");
            if (!state.equals("REJECTED")) {
                expected.add("%s RESERVED 0 %d".formatted(sku, quantity));
            }
            if (state.equals("RELEASED")) {
                expected.add("%s RELEASED 0 %d".formatted(sku, -quantity));
            }
            if (state.equals("SHIPPED")) {
                expected.add("%s SHIPPED %d %d".formatted(sku, -quantity, -quantity));
            }
        }
        Multiset<String> moved = HashMultiset.create();
        dossier.all("movement")
                .forEach(row -> moved.add("%s %s %d %d"
                        .formatted(
                                row.get("sku"),
                                row.get("kind"),
                                row.number("on_hand_change"),
                                row.number("reserved_change"))));
        compare(dossier, "stock movement", expected, moved);
    }

    /** The release before this one gives money back too, and has no rows for that but its transactions. */
    private static boolean ownRefundsDiffer(Dossier dossier, long refunded) {
        return !dossier.all("own refund").isEmpty()
                && refunded != dossier.sumWhere("own refund", "status", "DONE", "amount_minor");
    }

    private void checkMoney(Dossier dossier) {
        int payments = dossier.all("payment").size();
        int wanted = dossier.changes().contains("AWAITING_PAYMENT") ? 1 : 0;
        if (payments != wanted) {
            find(payments > wanted ? Kind.DOUBLED : Kind.LOST, dossier, "it has " + payments + " payments");
        }
        if (dossier.all("session").size() > wanted) {
            find(Kind.DOUBLED, dossier, "its shopper was sent to the till more than once");
        }
        long captured = dossier.sumWhere("session", "status", "CAPTURED", "amount_minor");
        long refunded = dossier.sum("refund", "amount_minor");
        if (captured != dossier.sumWhere("transaction", "type", "CAPTURE", "amount_minor")
                || refunded != dossier.sumWhere("transaction", "type", "REFUND", "amount_minor")
                || ownRefundsDiffer(dossier, refunded)) {
            find(Kind.WRONG, dossier, "the provider's books differ from ours");
        }
        long due = KEEPS_THE_MONEY.contains(dossier.status()) ? dossier.totalMinor() : 0;
        if (captured - refunded != due) {
            find(
                    captured - refunded < due ? Kind.LOST : Kind.WRONG,
                    dossier,
                    "the provider holds %d instead of %d".formatted(captured - refunded, due));
        }
    }

    private static Multiset<String> expectedEvents(Dossier dossier) {
        Multiset<String> expected = HashMultiset.create();
        expected.add("order.placed");
        dossier.changes().forEach(state -> expected.add(EVENT_OF_STATE.getOrDefault(state, "?" + state)));
        expected.add(
                one(dossier, "reservation", "state").equals("REJECTED")
                        ? "inventory.stock-rejected"
                        : "inventory.stock-reserved");
        boolean overtaken = dossier.all("event").stream()
                .anyMatch(event -> event.get("event_type").equals("payment.captured"));
        // A capture that meets a cancelled order was told of exactly if the payment had not been cancelled yet.
        if (dossier.changes().contains("PAID") || (overtaken && dossier.has("transaction"))) {
            expected.add("payment.captured");
        }
        if (one(dossier, "payment", "status").equals("DECLINED")) {
            expected.add("payment.declined");
        }
        expected.add("payment.refunded", dossier.all("refund").size());
        return expected;
    }

    private static Multiset<String> expectedTimers(Dossier dossier) {
        Multiset<String> expected = HashMultiset.create();
        if (dossier.changes().contains("AWAITING_PAYMENT")) {
            expected.add("order.payment-overdue");
        }
        return expected;
    }

    private void compare(Dossier dossier, String what, Multiset<String> expected, Multiset<String> actual) {
        Multisets.difference(expected, actual)
                .elementSet()
                .forEach(missing -> find(Kind.LOST, dossier, "there is no " + what + " " + missing));
        Multisets.difference(actual, expected).elementSet().forEach(extra -> {
            Kind kind = expected.contains(extra) ? Kind.DOUBLED : Kind.WRONG;
            find(kind, dossier, "there is one " + what + " too many: " + extra);
        });
    }

    private static Multiset<String> column(Dossier dossier, String kind, String column) {
        Multiset<String> values = HashMultiset.create();
        dossier.all(kind).forEach(row -> values.add(row.get(column)));
        return values;
    }

    /** The value of the only row; "" where there is none. */
    private static String one(Dossier dossier, String kind, String column) {
        return dossier.has(kind) ? dossier.all(kind).getFirst().get(column) : "";
    }

    private void find(Kind kind, Dossier dossier, String sentence) {
        findings.add(new Finding(kind, dossier.id(), sentence, dossier.toString()));
    }
}
