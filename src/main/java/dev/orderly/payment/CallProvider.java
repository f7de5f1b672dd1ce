package dev.orderly.payment;

/** Says one thing to the provider, outside any transaction, and writes down its answer. */
class CallProvider {

    private final Providers providers;
    private final CallbackAddress callbackAddress;
    private final RecordSession recordSession;
    private final RecordAnswer recordAnswer;
    private final RecordRefund recordRefund;

    CallProvider(
            Providers providers,
            CallbackAddress callbackAddress,
            RecordSession recordSession,
            RecordAnswer recordAnswer,
            RecordRefund recordRefund) {
        this.providers = providers;
        this.callbackAddress = callbackAddress;
        this.recordSession = recordSession;
        this.recordAnswer = recordAnswer;
        this.recordRefund = recordRefund;
    }

    void call(ProviderTask task) {
        Payment payment = task.payment();
        PaymentProvider provider = providers.named(payment.provider());
        switch (task.kind()) {
            case OPEN -> recordSession.record(task, provider.open(payment, callbackAddress(provider)));
            case ASK -> recordAnswer.record(task, provider.ask(payment));
            case REFUND -> recordRefund.record(task, provider.refund(payment, task.amountMinor(), task.id()));
        }
    }

    private String callbackAddress(PaymentProvider provider) {
        return callbackAddress.of(provider).orElseThrow(() -> new IllegalStateException("No port is served yet"));
    }
}
