package dev.orderly.messaging;

import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How fast at most, over all instances. In the environment a job's name cannot have its dashes, and they arrive as dots;
 * Spring keeps such names whole only where the values are texts.
 *
 * @param rate the cap of a module's handlers by the module's name, or of a job's calls to the outside by the job's
 */
@ConfigurationProperties("orderly.messaging")
record RateProperties(@DefaultValue Map<String, String> rate) {

    RateProperties {
        rate = rate.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(entry -> entry.getKey().replace('.', '-'), Map.Entry::getValue));
        rate.values().forEach(Rate::valueOf);
    }

    Map<String, Rate> rates() {
        return rate.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> Rate.valueOf(entry.getValue())));
    }
}
