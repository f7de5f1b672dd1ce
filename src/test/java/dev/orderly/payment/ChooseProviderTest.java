package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.FreshDatabase;
import dev.orderly.Orderly;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

class ChooseProviderTest {

    @Test
    void an_application_without_a_payment_provider_does_not_start() {
        assertThatThrownBy(() -> start("--orderly.modules=payment"))
                .hasRootCauseInstanceOf(PaymentProviderNotChosen.class)
                .rootCause()
                .hasMessageContaining("No payment provider is chosen");
    }

    @Test
    void an_application_with_an_unknown_payment_provider_does_not_start() {
        assertThatThrownBy(() -> start("--orderly.modules=payment", "--orderly.payment.provider=piggybank"))
                .hasRootCauseInstanceOf(PaymentProviderNotChosen.class)
                .rootCause()
                .hasMessageContaining("piggybank");
    }

    @Test
    void an_application_without_the_payment_module_needs_no_provider_and_runs_no_sandbox() {
        try (ConfigurableApplicationContext application =
                start("--orderly.modules=inventory", "--orderly.payment.provider=sandbox")) {
            assertThat(application.getEnvironment().containsProperty("local.sandbox.port"))
                    .isFalse();
        }
    }

    private static ConfigurableApplicationContext start(String... properties) {
        return new SpringApplicationBuilder(Orderly.class)
                .initializers(new FreshDatabase())
                .properties("server.port=0", "orderly.api-keys=test:" + dev.orderly.OrderlyTest.API_KEY_SHA256)
                .run(properties);
    }
}
