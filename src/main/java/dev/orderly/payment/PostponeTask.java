package dev.orderly.payment;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/** Has a failed call made again later. A provider that was asked and did not answer leaves the outcome unknown. */
class PostponeTask {

    private static final Logger LOG = LoggerFactory.getLogger(PostponeTask.class);
    private static final Duration REFUND_IS_OVERDUE_AFTER = Duration.ofHours(1);

    private final SettlePayment settlePayment;
    private final ProviderTasks tasks;
    private final Refunds refunds;
    private final PaymentProperties properties;

    PostponeTask(SettlePayment settlePayment, ProviderTasks tasks, Refunds refunds, PaymentProperties properties) {
        this.settlePayment = settlePayment;
        this.tasks = tasks;
        this.refunds = refunds;
        this.properties = properties;
    }

    @Transactional
    void postpone(ProviderTask task, RuntimeException failure) {
        switch (task.kind()) {
            case OPEN -> later(task, failure);
            case ASK -> {
                settlePayment.settle(task.payment().id(), task.payment().provider(), new Report.Unheard());
                if (properties.asksOn(task)) {
                    later(task, failure);
                } else {
                    giveUp(task, failure);
                }
            }
            case REFUND -> {
                later(task, failure);
                warnIfOverdue(task, failure);
            }
        }
    }

    private void later(ProviderTask task, RuntimeException failure) {
        if (failure instanceof AmountMismatch) {
            // The provider did answer, and a person has to look; asking every minute would only fill the log.
            tasks.askLater(task, properties.untilNextAsk(task.age()));
        } else {
            tasks.postpone(task, properties.untilRetry(task.failures()));
        }
    }

    private void giveUp(ProviderTask task, RuntimeException failure) {
        tasks.remove(task);
        LOG.warn(
                "The provider {} is asked no more what became of the payment of order {}, which was called off {} days ago ({}). Look there whether money moved for {}",
                task.payment().provider(),
                task.payment().orderId(),
                task.age().toDays(),
                failure.toString(),
                task.payment().id());
    }

    private void warnIfOverdue(ProviderTask task, RuntimeException failure) {
        if (refunds.tellOverdue(task.id(), REFUND_IS_OVERDUE_AFTER)) {
            LOG.warn(
                    "The provider {} has not answered for more than an hour whether it gave back {} {} (minor units) of order {}; refund {} is repeated until it does ({})",
                    task.payment().provider(),
                    task.amountMinor(),
                    task.payment().currency(),
                    task.payment().orderId(),
                    task.id(),
                    failure.toString());
        }
    }
}
