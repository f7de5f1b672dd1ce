package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.OrderlyTest;
import dev.orderly.journeys.Shop.Line;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

@OrderlyTest
@TestPropertySource(properties = "orderly.order.payment-timeout=3s")
class ExpiryTest {

    private final Shop shop;

    ExpiryTest(@LocalServerPort int port) {
        shop = Shop.at(port);
    }

    @Test
    void an_order_that_nobody_pays_expires_and_gives_its_stock_back() {
        shop.stock("CLOCK", 7);
        String order = shop.place("buyer+never@example.com", new Line("CLOCK", 7));
        shop.awaitStatus(order, "EXPIRED");
        assertThat(shop.history(order)).containsExactly("PLACED", "AWAITING_PAYMENT", "EXPIRED");
        shop.awaitStock("CLOCK", 7, 0);
        shop.awaitPayment(order, "CANCELLED");
        shop.awaitMails(order, "PLACED", "AWAITING_PAYMENT", "EXPIRED");
        assertThat(shop.cancel(order).status()).isEqualTo(409);
    }

    @Test
    void an_order_that_was_paid_in_time_does_not_expire() {
        shop.stock("WATCH", 2);
        String paid = shop.place("buyer@example.com", new Line("WATCH", 1));
        shop.awaitStatus(paid, "PAID");
        String unpaid = shop.place("buyer+never@example.com", new Line("WATCH", 1));
        shop.awaitStatus(unpaid, "EXPIRED");
        assertThat(shop.status(paid)).isEqualTo("PAID");
    }
}
