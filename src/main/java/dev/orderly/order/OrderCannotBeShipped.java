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
                "The order is " + status + "; only one that is PAID can be shipped.");
        member("orderId", orderId);
        member("orderStatus", status);
    }
}
