package dev.orderly.inventory;

import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderRefunded;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.contract.OrderEvent.RefundRequested;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** Wires the inventory. */
@ModuleConfiguration(
        name = "inventory",
        doors = {"/api/stock", "/api/stock-reconciliation"})
@EnableConfigurationProperties(InventoryProperties.class)
@Import({
    Stocks.class,
    Reservations.class,
    ReserveStock.class,
    ReleaseStock.class,
    ShipStock.class,
    SetStock.class,
    SetStockOnce.class,
    CorrectStock.class,
    Books.class,
    Reconciliations.class,
    RecordReconciliation.class,
    ReconcileStock.class,
    InventoryListener.class,
    InventoryController.class
})
class InventoryModule {

    @Bean
    Job reconcileStockJob(ReconcileStock reconcileStock, InventoryProperties properties) {
        return new Job(ReconcileStock.JOB, properties.poll(), reconcileStock::run);
    }

    /** Orders of many keys meet in the rows of few SKUs: several writers would deadlock and get less done. */
    @Bean
    Subscription inventorySubscription(InventoryListener listener) {
        return Subscription.of(
                        "inventory",
                        listener,
                        OrderPlaced.class,
                        OrderCancelled.class,
                        OrderExpired.class,
                        RefundRequested.class,
                        OrderRefunded.class,
                        OrderShipped.class)
                .withOneWriter();
    }
}
