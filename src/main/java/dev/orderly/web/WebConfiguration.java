package dev.orderly.web;

import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.ModuleDoors;
import dev.orderly.messaging.ModulePresence;
import dev.orderly.messaging.Telemetry;
import java.time.Duration;
import org.apache.catalina.core.StandardHost;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/** Wires what every HTTP door shares. */
@ModuleConfiguration(name = "web", always = true)
@EnableConfigurationProperties(RemoteProperties.class)
@Import({
    ApiDescription.class,
    ApiErrors.class,
    ErrorPage.class,
    IdempotencyKeys.class,
    IdempotentCallResolver.class,
    Security.class,
    StrictJson.class
})
class WebConfiguration {

    private static final int CLEANER_BATCH = 1_000;

    @Bean
    IdempotentCalls idempotentCalls(IdempotencyKeys keys, PlatformTransactionManager transactions, JsonMapper json) {
        return new IdempotentCalls(keys, new TransactionTemplate(transactions), json);
    }

    @Bean
    RemoteModules remoteModules(ModuleDoors doors, ModulePresence presence, RemoteProperties properties) {
        return new RemoteModules(doors, presence, properties);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsOfTomcat() {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }

    @Bean
    CountPageViews countPageViews(Telemetry telemetry) {
        return new CountPageViews(telemetry);
    }

    @Bean
    Job idempotencyKeyCleaner(IdempotencyKeys keys) {
        return new Job(
                "web-clean-idempotency-keys",
                Duration.ofMinutes(1),
                () -> keys.deleteOld(CLEANER_BATCH) == CLEANER_BATCH);
    }
}
