package dev.orderly.payment;

import java.util.Optional;
import org.springframework.core.env.Environment;

/** Where providers reach this application. The port is known once it is served, and so only then the address. */
class CallbackAddress {

    private final PaymentProperties properties;
    private final Environment environment;

    CallbackAddress(PaymentProperties properties, Environment environment) {
        this.properties = properties;
        this.environment = environment;
    }

    Optional<String> of(PaymentProvider provider) {
        return base().map(base -> base + "/api/payments/callbacks/" + provider.name());
    }

    private Optional<String> base() {
        String configured = properties.callbackUrl();
        return configured != null
                ? Optional.of(configured.replaceAll("/+$", ""))
                : Optional.ofNullable(environment.getProperty("local.server.port"))
                        .map(port -> "http://localhost:" + port);
    }
}
