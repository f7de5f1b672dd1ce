package dev.orderly.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Why an order is not at its end.
 *
 * @param until when the order stops waiting by itself, where it does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record WaitingFor(
        What what,

        @Schema(example = "The customer has yet to pay, or the order expires.")
        String detail,

        Instant since,
        @Nullable Instant until) {

    /** What has to happen next. */
    enum What {
        STOCK("The inventory has yet to reserve its stock."),
        PAYMENT("The customer has yet to pay, or the order expires."),
        SHIPMENT("You have yet to ship it (POST /api/orders/{id}/ship), or to cancel it."),
        DELIVERY("You have yet to tell that it arrived (POST /api/orders/{id}/deliver)."),
        REFUND("The payment provider has yet to give its money back; refunds that failed are at"
                + " GET /api/payments?orderId={id}.");

        private final String detail;

        What(String detail) {
            this.detail = detail;
        }
    }

    /** Null for an order that has come to its end. */
    static @Nullable WaitingFor of(Order order, OrderProperties properties) {
        Instant since = order.statusSince();
        return switch (order.status()) {
            case PLACED -> of(What.STOCK, since, null);
            case AWAITING_PAYMENT -> of(What.PAYMENT, since, since.plus(properties.paymentTimeout()));
            case PAID -> of(What.SHIPMENT, since, null);
            case SHIPPED -> of(What.DELIVERY, since, null);
            case REFUNDING -> of(What.REFUND, since, null);
            case DELIVERED, REJECTED, CANCELLED, EXPIRED, REFUNDED -> null;
        };
    }

    private static WaitingFor of(What what, Instant since, @Nullable Instant until) {
        return new WaitingFor(what, what.detail, since, until);
    }
}
