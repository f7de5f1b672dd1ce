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
                "The order is " + status + "; only one that is PLACED or AWAITING_PAYMENT can be cancelled.");
        member("orderId", orderId);
        member("orderStatus", status);
    }
}
