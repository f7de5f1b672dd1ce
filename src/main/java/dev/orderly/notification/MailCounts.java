package dev.orderly.notification;

import io.micrometer.core.instrument.MeterRegistry;

/** Counts how attempts at sending ended. */
class MailCounts {

    static final String COUNTER = "orderly.notification.mails";

    private final MeterRegistry meters;

    MailCounts(MeterRegistry meters) {
        this.meters = meters;
    }

    void sent() {
        count("sent");
    }

    void postponed() {
        count("postponed");
    }

    void failed() {
        count("failed");
    }

    private void count(String outcome) {
        meters.counter(COUNTER, "outcome", outcome).increment();
    }
}
