package dev.orderly.order;

import dev.orderly.web.ApiProblem;
import java.time.Duration;
import org.springframework.http.HttpStatus;

/** So many events wait to be handled that a new order would only wait behind them. */
class OrdersThrottled extends ApiProblem {

    OrdersThrottled(Duration comeAgainIn) {
        super(
                HttpStatus.SERVICE_UNAVAILABLE,
                "orders-throttled",
                "No new orders are taken at the moment",
                "Nothing was stored. Send the order again, with the same Idempotency-Key, after the time in Retry-After.");
        retryAfter(Math.toIntExact(comeAgainIn.toSeconds()));
    }
}
