package dev.orderly.offending.order;

import com.google.common.eventbus.Subscribe;
import dev.orderly.offending.payment.OffendingPayment;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Everything else that a module must not do. */
public class OffendingOrder {

    @Autowired
    @Nullable JdbcClient jdbc;

    @Nullable OffendingPayment payment;

    @Subscribe
    void on(OffendingPayment event) {
        this.payment = event;
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public Date doEverything(HttpServletRequest request) {
        return Date.from(Instant.now());
    }
}
