package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.validation.autoconfigure.ValidationAutoConfiguration;
import org.springframework.context.annotation.Configuration;

class NotificationPropertiesTest {

    private final ApplicationContextRunner application = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(ValidationAutoConfiguration.class))
            .withUserConfiguration(OnlyProperties.class);

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(NotificationProperties.class)
    static class OnlyProperties {}

    @ParameterizedTest
    @ValueSource(
            strings = {"orders@localhost", "shop@example.com", "Shop <shop@example.com>", "Grüner Laden <a@b.example>"})
    void the_sender_is_one_address_with_or_without_a_name(String from) {
        application
                .withPropertyValues("orderly.notification.from=" + from)
                .run(context -> assertThat(context.getBean(NotificationProperties.class))
                        .extracting(NotificationProperties::from)
                        .isEqualTo(from));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orderly.notification.from=shop",
                "orderly.notification.from=a@b.example, c@d.example",
                "orderly.notification.from=",
                "orderly.notification.concurrency=0",
                "orderly.notification.max-attempts=0",
                "orderly.notification.retry-delay=2h",
                "orderly.notification.keep-bodies=1h"
            })
    void nonsense_is_refused_at_start(String property) {
        application
                .withPropertyValues(property)
                .run(context -> assertThat(context).hasFailed());
    }

    @Test
    void everything_has_a_default() {
        application.run(context -> assertThat(context).hasSingleBean(NotificationProperties.class));
    }
}
