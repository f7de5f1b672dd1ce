package dev.orderly.notification;

import com.google.common.eventbus.EventBus;
import com.google.common.eventbus.SubscriberExceptionContext;
import dev.orderly.contract.Event;
import dev.orderly.contract.OrderEvent.OrderPaid;
import java.util.List;
import org.awaitility.Awaitility;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Says on a real bus what happened to orders, and looks into the tables. */
class PostOffice {

    private final EventBus bus = new EventBus(PostOffice::fail);
    private final MailLists mails;
    private final JdbcClient db;

    PostOffice(NotificationListener listener, MailLists mails, JdbcClient db) {
        bus.register(listener);
        this.mails = mails;
        this.db = db;
    }

    void say(Event event) {
        bus.post(event);
    }

    /** Has a mail written to this customer. */
    void paid(String orderId, String recipient) {
        say(new OrderPaid(orderId, recipient, "EUR", 1250));
    }

    List<Notification> mailsOf(String orderId) {
        return mails.ofOrder(orderId);
    }

    /** The only mail of the order, once it has this status. */
    Notification await(String orderId, MailStatus status) {
        return Awaitility.await()
                .until(() -> mailsOf(orderId).getFirst(), notification -> notification.status() == status);
    }

    int attempts(String orderId) {
        return db.sql("SELECT attempts FROM mail WHERE order_id = :orderId")
                .param("orderId", orderId)
                .query(Integer.class)
                .single();
    }

    String id(String orderId) {
        return db.sql("SELECT id FROM mail WHERE order_id = :orderId")
                .param("orderId", orderId)
                .query((row, number) -> row.getString("id"))
                .single();
    }

    private static void fail(Throwable failure, SubscriberExceptionContext context) {
        throw new AssertionError(context.getEvent() + " was not handled", failure);
    }
}
