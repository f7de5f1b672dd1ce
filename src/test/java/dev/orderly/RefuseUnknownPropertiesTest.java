package dev.orderly;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

class RefuseUnknownPropertiesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORDERLY_MESSAGING_POLL",
                "ORDERLY_MESSAGING_BATCHEVENTS",
                "ORDERLY_MESSAGING_BATCH_EVENTS",
                "ORDERLY_MESSAGING_WORKERS_NOTIFICATION",
                "ORDERLY_MODULES",
                "ORDERLY_API_KEYS",
                "ORDERLY_APIKEYS_0_",
                "ORDERLY_MESSAGING_SERVICE_HOST",
                "ORDERLY_MESSAGING_SERVICE_PORT_HTTP",
                "ORDERLY_MESSAGING_PORT_8080_TCP_ADDR",
                "ORDERLY_PORT=tcp://10.0.0.1:8080",
                "ORDERLY_TEST_DATASOURCE_URL",
                "ORDERLYX"
            })
    void these_variables_pass(String name) {
        assertThatCode(() -> check(variable(name))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ORDERLY_MESSAGING_PUL",
                "ORDERLY_MODULE",
                "ORDERLY_MODULESS",
                "ORDERLY_PORT",
                "ORDERLY_PAYMENT_SANDBX_PORT"
            })
    void these_variables_are_refused(String name) {
        assertThatThrownBy(() -> check(variable(name)))
                .isInstanceOf(FailureAnalyzedException.class)
                .hasMessageContaining(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orderly.messaging.poll",
                "orderly.messaging.batchEvents",
                "orderly.messaging.workers.order",
                "orderly.modules[0]",
                "orderlyx.y",
                "server.port"
            })
    void these_properties_pass(String name) {
        assertThatCode(() -> check(property(name))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"orderly.messaging", "orderly.messaging.pol", "orderly.mesaging.poll"})
    void these_properties_are_refused(String name) {
        assertThatThrownBy(() -> check(property(name)))
                .isInstanceOf(FailureAnalyzedException.class)
                .hasMessageContaining(name);
    }

    private static ConfigurableApplicationContext variable(String name) {
        GenericApplicationContext context = empty();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        "variables",
                        Map.of(
                                name.replaceFirst("=.*", ""),
                                name.contains("=") ? name.replaceFirst(".*?=", "") : "1")));
        return context;
    }

    private static ConfigurableApplicationContext property(String name) {
        GenericApplicationContext context = empty();
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("file", Map.of(name, "1")));
        return context;
    }

    private static GenericApplicationContext empty() {
        GenericApplicationContext context = new GenericApplicationContext();
        context.getEnvironment().getPropertySources().remove("systemEnvironment");
        context.getEnvironment().getPropertySources().remove("systemProperties");
        return context;
    }

    private static void check(ConfigurableApplicationContext context) {
        new RefuseUnknownProperties().initialize(context);
    }
}
