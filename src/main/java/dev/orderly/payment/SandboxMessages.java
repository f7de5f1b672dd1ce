package dev.orderly.payment;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What goes over the wire between payment and the sandbox. */
final class SandboxMessages {

    private SandboxMessages() {}

    record OpenSession(
            String reference,
            String orderId,
            String customerEmail,
            String currency,
            long amountMinor,
            String callbackUrl) {}

    record Refund(String reference, String currency, long amountMinor) {}

    record Refunded(String id) {

        Refunded {
            Objects.requireNonNull(id, "id");
        }
    }

    enum Status {
        OPEN,
        CAPTURED,
        DECLINED
    }

    /** A session as the sandbox answers it, and as it sends it when it calls back. */
    record Session(
            String id,
            String reference,
            Status status,
            String currency,
            long amountMinor,
            @Nullable String payUrl,
            @Nullable String transaction) {

        Session {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(reference, "reference");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(currency, "currency");
        }

        Report report() {
            return switch (status) {
                case OPEN -> new Report.Waiting();
                case CAPTURED -> new Report.Captured(currency, amountMinor, decision());
                case DECLINED -> new Report.Declined(currency, amountMinor, decision(), "The payment was declined");
            };
        }

        Optional<PaymentProvider.Callback> callback() {
            return status == Status.OPEN
                    ? Optional.empty()
                    : Optional.of(new PaymentProvider.Callback(reference, report()));
        }

        private String decision() {
            if (transaction == null) {
                throw new CallbackUnreadable("The session %s is %s without a transaction.".formatted(id, status));
            }
            return transaction;
        }
    }
}
