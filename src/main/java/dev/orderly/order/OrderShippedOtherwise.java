package dev.orderly.order;

import dev.orderly.web.ApiProblem;
import org.springframework.http.HttpStatus;

/** The order is on its way already, with another carrier or under another tracking number. */
class OrderShippedOtherwise extends ApiProblem {

    OrderShippedOtherwise(Order order) {
        super(
                HttpStatus.CONFLICT,
                "order-shipped-otherwise",
                "The order was shipped otherwise",
                "The order was shipped with " + order.carrier() + " under " + order.tracking()
                        + ", and this cannot be changed.");
        member("orderId", order.id());
    }
}
