package dev.orderly.order;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** No order has this id. */
class OrderNotFound extends ApiProblem {

    OrderNotFound(String orderId) {
        super(
                HttpStatus.NOT_FOUND,
                "order-not-found",
                "There is no such order",
                "Check the id: no order has the id " + orderId + ".");
        member("orderId", orderId);
    }
}
