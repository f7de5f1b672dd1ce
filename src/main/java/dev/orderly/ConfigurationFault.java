package dev.orderly;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Says which property has a value that cannot be, and never says the value of a secret. */
final class ConfigurationFault {

    private static final Pattern SECRET = Pattern.compile("key|secret|password|token");

    private ConfigurationFault() {}

    static String describe(BindValidationException invalid) {
        String prefix = invalid.getValidationErrors().getName().toString();
        return invalid.getValidationErrors().getAllErrors().stream()
                .map(error -> describe(prefix, error))
                .collect(Collectors.joining(" "));
    }

    private static String describe(String prefix, ObjectError error) {
        if (!(error instanceof FieldError field)) {
            return "%s: %s.".formatted(prefix, error.getDefaultMessage());
        }
        String property = prefix + "." + DataObjectPropertyName.toDashedForm(field.getField());
        Object value = field.getRejectedValue();
        return value == null || String.valueOf(value).isEmpty()
                ? "%s is not set: it %s.".formatted(property, field.getDefaultMessage())
                : "%s%s is wrong: it %s.".formatted(property, shown(property, value), field.getDefaultMessage());
    }

    static String describe(BindException unreadable) {
        if (unreadable.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
            return "The property %s is not one that Orderly knows. Correct or remove it; docs/configuration.md lists them all."
                    .formatted(unbound.getUnboundProperties().stream()
                            .map(property -> property.getName().toString())
                            .sorted()
                            .collect(Collectors.joining(", ")));
        }
        ConfigurationProperty property = unreadable.getProperty();
        String name = (property == null ? unreadable.getName() : property.getName()).toString();
        String value = property == null ? "" : shown(name, property.getValue());
        Class<?> type = unreadable.getTarget().getType().resolve(Object.class);
        return ourOwnWords(unreadable)
                .orElseGet(() -> "%s%s is wrong: it is to be %s.".formatted(name, value, expected(type)));
    }

    static String describe(InvalidConfigurationPropertyValueException wrong) {
        return "%s%s is wrong: %s."
                .formatted(wrong.getName(), shown(wrong.getName(), wrong.getValue()), wrong.getReason());
    }

    /** A record that checks itself names the property and says what it may be. */
    private static Optional<String> ourOwnWords(Throwable failure) {
        Throwable innermost = failure;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        StackTraceElement[] trace = innermost.getStackTrace();
        boolean ours = trace.length > 0 && trace[0].getClassName().startsWith("dev.orderly.");
        return ours ? Optional.of(innermost.getMessage() + ".") : Optional.empty();
    }

    private static String expected(Class<?> type) {
        return switch (type.getSimpleName()) {
            case "Duration" -> "a length of time such as 500ms, 30s or 15m";
            case "DataSize" -> "a size such as 512KB";
            case "Integer", "int", "Long", "long" -> "a whole number";
            case "Boolean", "boolean" -> "true or false";
            case "URI", "URL" -> "an address such as https://orders.example.com";
            default -> "readable as " + type.getSimpleName();
        };
    }

    private static String shown(String property, @Nullable Object value) {
        return value == null || SECRET.matcher(property).find() ? "" : " (\"" + value + "\")";
    }
}
