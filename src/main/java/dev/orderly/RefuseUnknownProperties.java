package dev.orderly;

import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** A misspelt property would silently leave its default in force. */
class RefuseUnknownProperties implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    /** What Kubernetes tells every container about a service whose name begins with "orderly". */
    private static final Pattern SERVICE_LINK = Pattern.compile(
            "ORDERLY(_\\w+)?_(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT_\\d+_(TCP|UDP|SCTP)(_\\w+)?)=.*|ORDERLY(_\\w+)?_PORT=\\w+://.*");

    private static final Pattern TESTS = Pattern.compile("ORDERLY_TEST_\\w+=.*");

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        KnownProperties known = KnownProperties.load();
        for (PropertySource<?> source : context.getEnvironment().getPropertySources()) {
            if (source instanceof SystemEnvironmentPropertySource environment) {
                Arrays.stream(environment.getPropertyNames())
                        .forEach(name -> checkVariable(known, name, environment.getProperty(name)));
            } else if (source instanceof EnumerablePropertySource<?> properties) {
                Arrays.stream(properties.getPropertyNames()).forEach(name -> checkProperty(known, name));
            }
        }
    }

    private static void checkProperty(KnownProperties known, String name) {
        if (name.startsWith("orderly.") && !known.contains(ConfigurationPropertyName.adapt(name, '.'))) {
            throw unknown("The property " + name);
        }
    }

    private static void checkVariable(KnownProperties known, String name, @Nullable Object value) {
        String setting = name + "=" + value;
        boolean ours = name.startsWith("ORDERLY_")
                && !SERVICE_LINK.matcher(setting).matches()
                && !TESTS.matcher(setting).matches();
        if (ours && !known.containsVariable(name)) {
            throw unknown("The environment variable " + name);
        }
    }

    private static FailureAnalyzedException unknown(String what) {
        return new FailureAnalyzedException(
                what + " is not one that Orderly knows.",
                "Correct or remove it; docs/configuration.md lists them all.");
    }
}
