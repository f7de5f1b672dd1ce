package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.orderly.StablePort;
import dev.orderly.contract.Event;
import dev.orderly.contract.OrderEvent.Line;
import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPaid;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderRejected;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.contract.OrderEvent.RefundRequested;
import dev.orderly.contract.PaymentEvent.PaymentPartlyRefunded;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.LockedJob;
import jakarta.mail.BodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@NotificationTest
@TestPropertySource(properties = "orderly.notification.from=Grüner Laden <shop@example.com>")
class SentMailsTest {

    /** The port stays the same when the server goes away and comes back. */
    static final GreenMail SMTP = new GreenMail(new ServerSetup(StablePort.any(), "127.0.0.1", "smtp"));

    /** Its own id, and that of a payment, say nothing in these tests. */
    static final String PART = Ids.next();

    @Autowired
    PostOffice postOffice;

    @Autowired
    SendMails sendMails;

    @Autowired
    ApplicationEventPublisher events;

    @Autowired
    PlatformTransactionManager transactions;

    final String order = Ids.next();
    final String buyer = "buyer-" + order + "@example.com";

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        SMTP.start();
        properties.add("spring.mail.host", () -> "127.0.0.1");
        properties.add("spring.mail.port", () -> SMTP.getSmtp().getPort());
    }

    @AfterAll
    static void stop() {
        SMTP.stop();
    }

    /** An order and its buyer, who are new for each test. */
    interface Occasion {

        Event of(String order, String buyer);
    }

    static Stream<Arguments> everyType() {
        return Stream.of(
                mail(
                        MailType.PLACED,
                        (order, buyer) ->
                                new OrderPlaced(order, buyer, "EUR", 2250, List.of(new Line("Tee <grün>", 2, 1125))),
                        "2 × Tee <grün>: 22.50 EUR",
                        "Total: 22.50 EUR"),
                mail(
                        MailType.AWAITING_PAYMENT,
                        (order, buyer) -> new PaymentRequested(order, buyer, "JPY", 1800),
                        "your payment of 1800 JPY"),
                mail(
                        MailType.PAID,
                        (order, buyer) -> new OrderPaid(order, buyer, "KWD", 1250),
                        "Your payment of 1.250 KWD"),
                mail(
                        MailType.SHIPPED,
                        (order, buyer) -> new OrderShipped(order, buyer, "Löwe & Söhne", "RX-1"),
                        "Carrier: Löwe & Söhne",
                        "Tracking: RX-1"),
                mail(
                        MailType.REJECTED,
                        (order, buyer) -> new OrderRejected(order, buyer, "Out of stock: TEA-1"),
                        "Out of stock: TEA-1",
                        "not been charged"),
                mail(
                        MailType.CANCELLED,
                        (order, buyer) -> new OrderCancelled(order, buyer, "payment declined"),
                        "Reason: payment declined",
                        "Should a payment still arrive"),
                mail(
                        MailType.CANCELLED,
                        (order, buyer) -> new RefundRequested(order, buyer, "Cancelled on request"),
                        "Reason: Cancelled on request",
                        "Your payment is on its way back to you"),
                mail(
                        MailType.REFUNDED,
                        (order, buyer) -> new PaymentPartlyRefunded(PART, order, PART, buyer, "EUR", 250),
                        "We have sent 2.50 EUR back",
                        "a part of what you paid"),
                mail(MailType.EXPIRED, OrderExpired::new, "not arrived in time"),
                mail(
                        MailType.REFUNDED,
                        (order, buyer) -> new PaymentRefunded(Ids.next(), order, buyer, "EUR", 2250),
                        "We have sent 22.50 EUR back"));
    }

    private static Arguments mail(MailType type, Occasion occasion, String... content) {
        return Arguments.of(type, occasion, content);
    }

    @Test
    void a_new_mail_does_not_wait_for_another_instance_that_polls(@Autowired JdbcClient jdbc) {
        try (LockedJob _ = new LockedJob(jdbc, SendMails.JOB)) {
            postOffice.say(new OrderExpired(order, buyer));
            postOffice.await(order, MailStatus.SENT);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyType")
    void a_mail_of_each_type_arrives_once_as_text_and_as_html(MailType type, Occasion occasion, String... content)
            throws Exception {
        Event event = occasion.of(order, buyer);
        postOffice.say(event);
        postOffice.say(event);
        assertThat(postOffice.await(order, MailStatus.SENT))
                .satisfies(sent -> assertThat(sent.sentAt()).isNotNull())
                .extracting(Notification::type, Notification::recipient, Notification::reason)
                .containsExactly(type, buyer, null);
        assertThat(postOffice.mailsOf(order)).hasSize(1);
        MimeMessage mail = arrivedOnce(buyer);
        assertThat(mail.getSubject()).isEqualTo(type.title() + " (" + order + ")");
        assertThat(mail.getHeader("From")).containsExactly("=?UTF-8?Q?Gr=C3=BCner_Laden?= <shop@example.com>");
        assertThat(mail.getMessageID()).isEqualTo("<" + postOffice.id(order) + "@example.com>");
        assertThat(part(mail, "text/plain").replaceAll("\\s+", " ")).contains(content);
        assertThat(part(mail, "text/html"))
                .startsWith("<!doctype html>")
                .contains("<h1", type.title(), order)
                .doesNotContain("<grün>");
    }

    @Test
    void every_refund_in_part_is_told_once_and_the_last_of_all_as_well() {
        for (String refund : List.of("first", "second", "first")) {
            postOffice.say(new PaymentPartlyRefunded(PART, order, refund, buyer, "EUR", 250));
        }
        postOffice.say(new PaymentRefunded(PART, order, buyer, "EUR", 1750));
        assertThat(postOffice.mailsOf(order))
                .hasSize(3)
                .extracting(Notification::type)
                .containsOnly(MailType.REFUNDED);
    }

    @Test
    void an_event_of_the_log_becomes_a_mail() throws Exception {
        new TransactionTemplate(transactions)
                .executeWithoutResult(status -> events.publishEvent(new OrderExpired(order, buyer)));
        Awaitility.await().until(() -> !postOffice.mailsOf(order).isEmpty());
        postOffice.await(order, MailStatus.SENT);
        arrivedOnce(buyer);
    }

    @Test
    void mails_wait_for_a_server_that_is_down_and_arrive_when_it_is_back() throws Exception {
        SMTP.stop();
        postOffice.paid(order, buyer);
        Awaitility.await().until(() -> postOffice.attempts(order) > 1);
        assertThat(postOffice.mailsOf(order).getFirst())
                .satisfies(waiting -> assertThat(waiting.reason()).contains("refused"))
                .extracting(Notification::status, Notification::sentAt)
                .containsExactly(MailStatus.PENDING, null);
        SMTP.start();
        assertThat(postOffice.await(order, MailStatus.SENT).reason()).isNull();
        arrivedOnce(buyer);
    }

    @Test
    void senders_in_several_processes_send_each_mail_once() throws Exception {
        List<String> orders = IntStream.range(0, 40).mapToObj(i -> Ids.next()).toList();
        orders.forEach(each -> postOffice.paid(each, each + "@example.com"));
        try (ExecutorService processes = Executors.newFixedThreadPool(3)) {
            Callable<Boolean> run = sendMails::run;
            for (Future<Boolean> each : processes.invokeAll(List.of(run, run, run))) {
                each.get();
            }
        }
        for (String each : orders) {
            postOffice.await(each, MailStatus.SENT);
            arrivedOnce(each + "@example.com");
        }
    }

    private static MimeMessage arrivedOnce(String recipient) throws Exception {
        List<MimeMessage> arrived = new ArrayList<>();
        for (MimeMessage mail : SMTP.getReceivedMessages()) {
            if (Arrays.toString(mail.getAllRecipients()).contains(recipient)) {
                arrived.add(mail);
            }
        }
        assertThat(arrived).hasSize(1);
        return arrived.getFirst();
    }

    private static String part(MimeMessage mail, String type) throws Exception {
        MimeMultipart alternatives = (MimeMultipart) mail.getContent();
        assertThat(alternatives.getContentType()).startsWith("multipart/alternative");
        for (int i = 0; i < alternatives.getCount(); i++) {
            BodyPart part = alternatives.getBodyPart(i);
            if (part.isMimeType(type)) {
                return part.getContent().toString();
            }
        }
        throw new AssertionError("There is no part " + type);
    }
}
