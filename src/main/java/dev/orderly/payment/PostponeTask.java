package dev.orderly.payment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.annotation.Transactional;

/** Has a failed call made again later. A provider that was asked and did not answer leaves the outcome unknown. */
class PostponeTask {

    private static final Logger LOG = LoggerFactory.getLogger(PostponeTask.class);

    private final SettlePayment settlePayment;
    private final ProviderTasks tasks;
    private final PaymentProperties properties;

    PostponeTask(SettlePayment settlePayment, ProviderTasks tasks, PaymentProperties properties) {
        this.settlePayment = settlePayment;
        this.tasks = tasks;
        this.properties = properties;
    }

    @Transactional
    void postpone(ProviderTask task, RuntimeException failure) {
        switch (task.kind()) {
            case ASK -> {
                settlePayment.settle(task.payment().id(), task.payment().provider(), new Report.Unheard());
                if (properties.asksOn(task)) {
                    later(task, failure);
                } else {
                    giveUp(task, failure);
                }
            }
            case OPEN, REFUND -> later(task, failure);
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
}
