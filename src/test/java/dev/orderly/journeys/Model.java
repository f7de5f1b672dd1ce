package dev.orderly.journeys;

import dev.orderly.messaging.StepByStep.Told;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What orders, stock, payments and mails must look like, in memory and without any thread, transaction or retry. */
class Model {

    static final class Stock {
        int onHand;
        int reserved;

        @Override
        public String toString() {
            return onHand + " on hand, " + reserved + " reserved";
        }
    }

    static final class Order {
        final String id;
        final String sku;
        final int pieces;
        final long total;
        String status = "PLACED";

        @Nullable String reservation;

        @Nullable String payment;

        long captured;
        long back;
        long onItsWay;
        final Set<String> mails = new TreeSet<>();

        Order(String id, String sku, int pieces, long total) {
            this.id = id;
            this.sku = sku;
            this.pieces = pieces;
            this.total = total;
        }

        boolean is(String... states) {
            return Set.of(states).contains(status);
        }

        long left() {
            return captured - back - onItsWay;
        }

        @Override
        public String toString() {
            return "%s, reservation %s, payment %s, captured %d, back %d, mails %s"
                    .formatted(status, reservation, payment, captured, back, mails);
        }
    }

    final Map<String, Stock> stocks = new LinkedHashMap<>();
    final Map<String, Order> orders = new LinkedHashMap<>();

    Stock stock(String sku) {
        return Objects.requireNonNull(stocks.get(sku), sku);
    }

    void told(Act.Module module, Told event) {
        Order order = orders.get(event.key());
        if (order != null) {
            switch (module) {
                case ORDER -> toldToOrder(order, event.type());
                case PAYMENT -> toldToPayment(order, event.type());
                case INVENTORY -> toldToInventory(order, event.type());
                case NOTIFICATION -> toldToNotification(order, event);
            }
        }
    }

    private static void toldToOrder(Order order, String type) {
        switch (type) {
            case "inventory.stock-reserved" -> move(order, "AWAITING_PAYMENT", "PLACED");
            case "inventory.stock-rejected" -> move(order, "REJECTED", "PLACED");
            case "payment.captured" -> move(order, "PAID", "AWAITING_PAYMENT");
            case "payment.declined" -> move(order, "CANCELLED", "PLACED", "AWAITING_PAYMENT");
            case "payment.refunded" -> move(order, "REFUNDED", "PAID", "SHIPPED", "DELIVERED", "REFUNDING");
            case "order.payment-overdue" -> move(order, "EXPIRED", "AWAITING_PAYMENT");
            default -> {}
        }
    }

    private static void move(Order order, String to, String... from) {
        if (order.is(from)) {
            order.status = to;
        }
    }

    private static void toldToPayment(Order order, String type) {
        switch (type) {
            case "order.payment-requested" -> {
                if (order.payment == null) {
                    order.payment = "PENDING";
                }
            }
            case "order.cancelled", "order.expired", "order.refund-requested" -> {
                if ("PENDING".equals(order.payment)) {
                    order.payment = "CANCELLED";
                } else if ("CAPTURED".equals(order.payment)) {
                    order.onItsWay += order.left();
                }
            }
            default -> {}
        }
    }

    private void toldToInventory(Order order, String type) {
        Stock stock = stock(order.sku);
        switch (type) {
            case "order.placed" -> {
                if (order.reservation == null) {
                    boolean enough = stock.onHand - stock.reserved >= order.pieces;
                    order.reservation = enough ? "OPEN" : "REJECTED";
                    stock.reserved += enough ? order.pieces : 0;
                }
            }
            case "order.cancelled", "order.expired", "order.refund-requested", "order.refunded" -> {
                if ("OPEN".equals(order.reservation)) {
                    stock.reserved -= order.pieces;
                    order.reservation = "RELEASED";
                }
            }
            case "order.shipped" -> {
                if ("OPEN".equals(order.reservation)) {
                    stock.reserved -= order.pieces;
                    stock.onHand -= order.pieces;
                    order.reservation = "SHIPPED";
                }
            }
            default -> {}
        }
    }

    private static void toldToNotification(Order order, Told event) {
        String mail = switch (event.type()) {
            case "order.placed" -> "PLACED";
            case "order.payment-requested" -> "AWAITING_PAYMENT";
            case "order.paid" -> "PAID";
            case "order.shipped" -> "SHIPPED";
            case "order.rejected" -> "REJECTED";
            case "order.cancelled", "order.refund-requested" -> "CANCELLED";
            case "order.expired" -> "EXPIRED";
            case "payment.refunded" -> "REFUNDED";
            case "payment.partly-refunded" ->
                "REFUNDED " + event.payload().replaceAll(".*\"refundId\":\\s*\"([^\"]+)\".*", "$1");
            default -> "";
        };
        if (!mail.isEmpty()) {
            order.mails.add(mail);
        }
    }

    void captured(Order order) {
        if (order.captured == 0) {
            order.captured = order.total;
            if ("PENDING".equals(order.payment)) {
                order.payment = "CAPTURED";
            } else {
                order.onItsWay = order.total;
            }
        }
    }

    void declined(Order order) {
        if ("PENDING".equals(order.payment)) {
            order.payment = "DECLINED";
        }
    }

    /** The provider did all that it was asked for. */
    void providerAnswered() {
        for (Order order : orders.values()) {
            order.back += order.onItsWay;
            order.onItsWay = 0;
            if (order.captured > 0 && order.back == order.captured) {
                order.payment = "REFUNDED";
            }
        }
    }
}
