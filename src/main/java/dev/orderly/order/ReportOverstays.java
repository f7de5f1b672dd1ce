package dev.orderly.order;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tells the operator of each order that stays in a state for too long, once. How far it got is kept in the database, and
 * locked meanwhile, so that neither a restart nor another instance tells it again.
 */
class ReportOverstays {

    /** As many as a person may want to read at a time; the others have their turn in the next run. */
    static final int AT_A_TIME = 100;

    private static final Logger log = LoggerFactory.getLogger(ReportOverstays.class);

    private final Overstays overstays;

    ReportOverstays(Overstays overstays) {
        this.overstays = overstays;
    }

    @Transactional
    void of(OrderStatus status, Duration limit) {
        List<Order> orders = overstays.after(overstays.lockReported(status), status, limit, AT_A_TIME);
        orders.forEach(order -> log.warn(
                "Order {} has been {} since {}, which is longer than it should; GET /api/orders?overstaying=true"
                        + " lists all such orders",
                order.id(),
                status,
                order.statusSince()));
        if (!orders.isEmpty()) {
            overstays.reported(status, orders.getLast());
        }
    }
}
