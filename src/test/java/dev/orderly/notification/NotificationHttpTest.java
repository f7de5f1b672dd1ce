package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import dev.orderly.QueryPlan;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.messaging.Ids;
import dev.orderly.web.Cursor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.client.RestTestClient;

@NotificationTest
class NotificationHttpTest {

    @LocalServerPort
    int port;

    @Autowired
    PostOffice postOffice;

    @Autowired
    JdbcClient db;

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
    void the_order_or_a_status_must_be_named() {
        api.get().uri("/api/notifications").exchange().expectStatus().isBadRequest();
        api.get()
                .uri("/api/notifications?status=LOST")
                .exchange()
                .expectStatus()
                .isBadRequest();
    }

    @Test
    void mails_that_were_given_up_are_found_without_an_order_and_newest_first() {
        List<String> orders = Stream.generate(Ids::next).limit(5).toList();
        for (String order : orders) {
            postOffice.paid(order, "buyer@example.com");
            postOffice.say(new OrderExpired(order, "buyer@example.com"));
        }
        // Of two that were written at the same time, the ids decide.
        db.sql("""
                        UPDATE mail
                        SET status = 'FAILED', reason = '550 unknown',
                            created_at = IF(order_id IN (:twins), TIMESTAMP'2026-01-01 00:00:00', created_at)
                        WHERE type = 'PAID' AND order_id IN (:orders)""").param("orders", orders).param("twins", orders.subList(0, 2)).update();
        List<String> listed = new ArrayList<>();
        String next = "/api/notifications?status=FAILED&limit=2";
        while (!next.isEmpty()) {
            Answer page = new ApiClient(port).get(next);
            assertThat(page.status()).as(page.body()).isEqualTo(200);
            page.json().get("items").forEach(mail -> {
                assertThat(mail.get("reason").asString()).isEqualTo("550 unknown");
                listed.add(mail.get("orderId").asString());
            });
            next = page.response()
                    .headers()
                    .firstValue("Link")
                    .map(NotificationHttpTest::address)
                    .orElse("");
        }
        assertThat(listed).containsExactlyElementsOf(orders.reversed());
        assertThat(new ApiClient(port)
                        .get("/api/notifications?status=FAILED&orderId=" + orders.getFirst())
                        .json()
                        .get("items"))
                .hasSize(1);
    }

    @Test
    void a_page_of_a_status_follows_its_index() {
        for (int order = 0; order < 20; order++) {
            postOffice.paid(Ids.next(), "buyer@example.com");
        }
        for (Cursor after : new Cursor[] {null, new Cursor(Instant.EPOCH, Ids.next())}) {
            assertThat(QueryPlan.of(db, MailLists.newestSql(after), MailLists.newestParams(MailStatus.KEPT, after, 5))
                            .steps())
                    .singleElement()
                    .matches(step -> step.follows("mail_by_status"));
        }
    }

    private static String address(String link) {
        return link.substring(1, link.indexOf('>'));
    }
}
