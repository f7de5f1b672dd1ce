package dev.orderly.order;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** The order is past the point where it can be called off. */
class OrderCannotBeCancelled extends ApiProblem {

    OrderCannotBeCancelled(String orderId, OrderStatus status) {
        super(
                HttpStatus.CONFLICT,
                "order-cannot-be-cancelled",
                "The order cannot be cancelled",
                "The order is " + status + "; " + advice(status));
        member("orderId", orderId);
        member("orderStatus", status);
    }

    private static String advice(OrderStatus status) {
        return switch (status) {
            case SHIPPED, DELIVERED ->
                "its goods have left. Give its money back with POST /api/payments/{id}/refunds instead.";
            default -> "it has ended, and nothing is left to call off.";
        };
    }
}
