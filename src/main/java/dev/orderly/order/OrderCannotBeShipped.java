package dev.orderly.order;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** The order is not waiting to be shipped. */
class OrderCannotBeShipped extends ApiProblem {

    OrderCannotBeShipped(String orderId, OrderStatus status) {
        super(
                HttpStatus.CONFLICT,
                "order-cannot-be-shipped",
                "The order cannot be shipped",
                "The order is " + status + "; " + advice(status));
        member("orderId", orderId);
        member("orderStatus", status);
    }

    private static String advice(OrderStatus status) {
        return switch (status) {
            case REFUNDING, REFUNDED -> "its money goes back. Keep the goods here, or bring them back.";
            default -> "only one that is PAID can be shipped.";
        };
    }
}
