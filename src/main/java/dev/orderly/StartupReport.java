package dev.orderly;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.SpringBootExceptionReporter;
import org.springframework.boot.context.config.ConfigDataNotFoundException;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.web.server.PortInUseException;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Says on stderr, in a sentence or two, why the application does not start and what to do about it. What it does not know
 * is a bug and keeps its stack trace.
 */
class StartupReport implements SpringBootExceptionReporter {

    @Override
    public boolean reportException(Throwable failure) {
        Optional<String> known = explain(failure);
        known.ifPresent(words -> System.err.println(
                "Orderly does not start: " + words.replaceAll("\\s+", " ").strip()));
        return known.isPresent();
    }

    /** The outermost cause that says something speaks, but a value that is merely out of range sits inside its cause. */
    private static Optional<String> explain(Throwable failure) {
        List<String> explanations = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindValidationException invalid) {
                return Optional.of(ConfigurationFault.describe(invalid));
            }
            translate(cause).ifPresent(explanations::add);
        }
        return explanations.stream().findFirst();
    }

    private static Optional<String> translate(Throwable cause) {
        return switch (cause) {
            case FailureAnalyzedException known ->
                Optional.of(known.getMessage() + " " + known.analysis().getAction());
            case BindException unreadable -> Optional.of(ConfigurationFault.describe(unreadable));
            case InvalidConfigurationPropertyValueException wrong -> Optional.of(ConfigurationFault.describe(wrong));
            case MarkedYAMLException yaml -> Optional.of("A configuration file is no YAML: " + yaml.getMessage());
            case ConfigDataNotFoundException missing ->
                Optional.of("There is no configuration at %s, where it is to be read from."
                        .formatted(missing.getReferenceDescription()));
            case PortInUseException port ->
                Optional.of("Port %d is in use. Stop the program that uses it, or choose another in SERVER_PORT."
                        .formatted(port.getPort()));
            case java.net.BindException address ->
                Optional.of("The address to listen at is not to be had: %s. Correct SERVER_ADDRESS or SERVER_PORT."
                        .formatted(address.getMessage()));
            default -> Optional.empty();
        };
    }
}
