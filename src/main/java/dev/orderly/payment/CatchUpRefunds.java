package dev.orderly.payment;

import dev.orderly.messaging.Job;
import java.util.List;

/** Ends the refunds that the version before this one has made during an upgrade. */
class CatchUpRefunds implements Job.Work {

    private final Refunds refunds;
    private final RecordRefund recordRefund;

    CatchUpRefunds(Refunds refunds, RecordRefund recordRefund) {
        this.refunds = refunds;
        this.recordRefund = recordRefund;
    }

    @Override
    public boolean run() {
        List<String> left = refunds.leftBehind();
        left.forEach(recordRefund::catchUp);
        return !left.isEmpty();
    }
}
