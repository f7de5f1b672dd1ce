package dev.orderly.messaging;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Tells which processes share the work, and whether other ways to run them would fit better. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(InstanceProperties.class)
class InstanceConfiguration {

    @Bean
    RecentWork recentWork() {
        return new RecentWork();
    }

    @Bean
    Instances instances(JdbcClient jdbc) {
        return new Instances(jdbc);
    }

    @Bean
    ReportInstance reportInstance(
            Instances instances,
            RecentWork work,
            InstanceProperties properties,
            SiteProperties site,
            Homes homes,
            Environment environment) {
        return new ReportInstance(instances, work, self(properties, site, environment, homes::held));
    }

    private static Supplier<Instance> self(
            InstanceProperties properties,
            SiteProperties site,
            Environment environment,
            Supplier<Collection<String>> modules) {
        String id = Ids.next();
        String host = host(environment);
        long pid = ProcessHandle.current().pid();
        String name = properties.name().isBlank() ? host + ":" + pid : properties.name();
        String version = environment.getProperty("spring.application.version", "");
        long begun = System.nanoTime();
        return () -> new Instance(
                id, name, host, pid, version, site.site(), modules.get(), Duration.ofNanos(System.nanoTime() - begun));
    }

    /** As the system calls it, which needs no name server. */
    private static String host(Environment environment) {
        return Optional.ofNullable(environment.getProperty("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .orElseGet(InstanceConfiguration::localHost);
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            return "localhost";
        }
    }

    /** What operators call. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Web {

        @Bean
        InstanceController instanceController(Instances instances) {
            return new InstanceController(instances);
        }

        @Bean
        AdviceController adviceController(LagMonitor monitor, Instances instances, JdbcClient jdbc) {
            return new AdviceController(monitor, instances, new Sites(jdbc), new ServerLoad(jdbc));
        }
    }
}
