package dev.orderly.notification;

import dev.orderly.OrderlyTest;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.messaging.Ids;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.client.RestTestClient;

@NotificationTest
class NotificationHttpTest {

    @LocalServerPort
    int port;

    @Autowired
    PostOffice postOffice;

    RestTestClient api;

    @BeforeEach
    void connect() {
        api = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + OrderlyTest.API_KEY)
                .build();
    }

    @Test
    void the_mails_of_an_order_are_listed_in_the_order_in_which_they_were_written() {
        String order = Ids.next();
        postOffice.say(new PaymentRequested(order, "buyer@example.com", "EUR", 1250));
        postOffice.say(new OrderExpired(order, "buyer@example.com"));
        api.get()
                .uri("/api/notifications?orderId={order}", order)
                .exchange()
                .expectStatus()
                .isOk()
                .expectBody()
                .json("""
                        {"items": [
                          {"type": "AWAITING_PAYMENT", "recipient": "buyer@example.com", "status": "KEPT",
                           "sentAt": null, "reason": null},
                          {"type": "EXPIRED", "recipient": "buyer@example.com", "status": "KEPT",
                           "sentAt": null, "reason": null}
                        ]}
                        """);
    }

    @Test
    void an_order_without_mails_has_an_empty_list() {
        for (String order : new String[] {Ids.next(), "no-such-order", "ördér"}) {
            api.get()
                    .uri("/api/notifications?orderId={order}", order)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .json("{\"items\": []}");
        }
    }

    @Test
    void the_order_must_be_named() {
        api.get().uri("/api/notifications").exchange().expectStatus().isBadRequest();
    }
}
