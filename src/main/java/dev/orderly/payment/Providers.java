package dev.orderly.payment;

import org.springframework.beans.factory.ObjectProvider;

/** The payment providers of this process: at present the one that {@code orderly.payment.provider} names. */
class Providers {

    private final PaymentProvider chosen;

    Providers(PaymentProperties properties, ObjectProvider<PaymentProvider> available) {
        this.chosen = available.stream()
                .filter(provider -> provider.name().equals(properties.provider()))
                .findFirst()
                .orElseThrow(() -> new PaymentProviderNotChosen(properties.provider()));
    }

    /** Who takes new payments. */
    PaymentProvider chosen() {
        return chosen;
    }

    /** Who took an earlier payment, or calls. */
    PaymentProvider named(String name) {
        if (!chosen.name().equals(name)) {
            throw new ProviderNotFound(name);
        }
        return chosen;
    }
}
