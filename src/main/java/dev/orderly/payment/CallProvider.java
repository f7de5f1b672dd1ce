package dev.orderly.payment;

/** Says one thing to the provider, outside any transaction, and writes down its answer. */
class CallProvider {

    private final Providers providers;
    private final CallbackAddress callbackAddress;
    private final RecordSession recordSession;
    private final RecordAnswer recordAnswer;
    private final RecordRefund recordRefund;
    private final RecordRefusal recordRefusal;
    private final PaymentMeters meters;

    CallProvider(
            Providers providers,
            CallbackAddress callbackAddress,
            RecordSession recordSession,
            RecordAnswer recordAnswer,
            RecordRefund recordRefund,
            RecordRefusal recordRefusal,
            PaymentMeters meters) {
        this.providers = providers;
        this.callbackAddress = callbackAddress;
        this.recordSession = recordSession;
        this.recordAnswer = recordAnswer;
        this.recordRefund = recordRefund;
        this.recordRefusal = recordRefusal;
        this.meters = meters;
    }

    void call(ProviderTask task) {
        PaymentProvider provider = providers.named(task.payment().provider());
        switch (task.kind()) {
            case OPEN -> recordSession.record(task, open(task, provider));
            case ASK -> recordAnswer.record(task, ask(task, provider));
            case REFUND -> refund(task, provider);
        }
    }

    private PaymentProvider.Session open(ProviderTask task, PaymentProvider provider) {
        String callbackUrl = callbackAddress(provider);
        return meters.timed(task.kind(), () -> provider.open(task.payment(), callbackUrl));
    }

    private Report ask(ProviderTask task, PaymentProvider provider) {
        return meters.timed(task.kind(), () -> provider.ask(task.payment()));
    }

    private void refund(ProviderTask task, PaymentProvider provider) {
        try {
            String reference =
                    meters.timed(task.kind(), () -> provider.refund(task.payment(), task.amountMinor(), task.id()));
            recordRefund.record(task, reference);
        } catch (RefundRefused refusal) {
            recordRefusal.record(task, refusal.reason());
        }
    }

    private String callbackAddress(PaymentProvider provider) {
        return callbackAddress.of(provider).orElseThrow(() -> new IllegalStateException("No port is served yet"));
    }
}
