package dev.orderly.order;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** The order is not on its way. */
class OrderCannotBeDelivered extends ApiProblem {

    OrderCannotBeDelivered(String orderId, OrderStatus status) {
        super(
                HttpStatus.CONFLICT,
                "order-cannot-be-delivered",
                "The order cannot be delivered",
                "The order is " + status + "; only one that is SHIPPED can be delivered.");
        member("orderId", orderId);
        member("orderStatus", status);
    }
}
