package dev.orderly.order;

import dev.orderly.contract.InventoryEvent.StockRejected;
import dev.orderly.contract.InventoryEvent.StockReserved;
import dev.orderly.contract.PaymentEvent.PaymentCaptured;
import dev.orderly.contract.PaymentEvent.PaymentDeclined;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import dev.orderly.messaging.EventDescriptor;
import dev.orderly.messaging.EventTypes;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Wires the order module. */
@ModuleConfiguration(name = "order", doors = "/api/orders")
@Import({
    CancelOrder.class,
    ConfirmPayment.class,
    DeliverOrder.class,
    ExpireOrder.class,
    OrderController.class,
    OrderListener.class,
    Orders.class,
    Overstays.class,
    PlaceOrder.class,
    ReadOrders.class,
    RefundOrder.class,
    RejectOrder.class,
    ReportOverstays.class,
    RequestPayment.class,
    ShipOrder.class,
    WatchOrders.class
})
@EnableConfigurationProperties({OrderProperties.class, OverstayProperties.class})
class OrderModule {

    @Bean
    Subscription orderSubscription(OrderListener listener) {
        return Subscription.of(
                "order",
                listener,
                StockReserved.class,
                StockRejected.class,
                PaymentCaptured.class,
                PaymentDeclined.class,
                PaymentRefunded.class,
                PaymentOverdue.class);
    }

    @Bean
    Job watchOrdersJob(WatchOrders watchOrders) {
        return new Job(WatchOrders.JOB, Duration.ofSeconds(15), watchOrders::run);
    }

    @Bean
    EventTypes orderEventTypes() {
        return EventTypes.of(
                EventDescriptor.of("order.payment-overdue", PaymentOverdue.class, PaymentOverdue::orderId));
    }
}
