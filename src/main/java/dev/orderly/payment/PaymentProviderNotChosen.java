package dev.orderly.payment;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** The configuration does not say who takes the money; start-up is refused. */
class PaymentProviderNotChosen extends FailureAnalyzedException {

    PaymentProviderNotChosen(String provider) {
        super(
                provider.isBlank()
                        ? "No payment provider is chosen."
                        : "There is no payment provider called \"%s\".".formatted(provider),
                "Set orderly.payment.provider to one that this jar has; sandbox serves to try Orderly and moves no real money.");
    }
}
