package dev.orderly.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.contract.Event;
import dev.orderly.messaging.Broadcast;
import dev.orderly.messaging.Broadcasts;
import dev.orderly.messaging.Telemetry;
import dev.orderly.messaging.TelemetryEvent;
import dev.orderly.messaging.TelemetryQueue;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Contract events never go where something may be lost: over lists and pub/sub. */
class AtMostOnceTest {

    @Test
    void telemetry_takes_a_few_kinds_of_its_own_and_no_contract_event() {
        assertThat(TelemetryEvent.class.isSealed()).isTrue();
        assertThat(TelemetryEvent.class.getPermittedSubclasses())
                .allMatch(kind -> Modifier.isFinal(kind.getModifiers()))
                .noneMatch(Event.class::isAssignableFrom);
        assertThat(parameters(Telemetry.class, "emit")).containsExactly(TelemetryEvent.class);
        assertThat(parameters(TelemetryQueue.class, "offer")).containsExactly(TelemetryEvent.class);
    }

    @Test
    void a_broadcast_has_no_room_for_an_event() throws IOException {
        assertThat(parameters(Broadcasts.class, "send")).containsExactly(Broadcast.class);
        try (Stream<Path> samples = Files.walk(Path.of("src/test/resources/contract/samples"))) {
            List<Path> events = samples.filter(Files::isRegularFile).toList();
            assertThat(events).isNotEmpty();
            for (Path event : events) {
                String payload = Files.readString(event);
                assertThatThrownBy(() -> new Broadcast("wake", payload))
                        .as(event.toString())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("is published as an event, into the log");
            }
        }
        assertThatCode(() -> new Broadcast("wake", "notification:7")).doesNotThrowAnyException();
        assertThatThrownBy(() -> new Broadcast("no topic", "")).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis", "redis-list", "redis-lists", "redis-pubsub", "memory"})
    void lists_and_pub_sub_are_no_brokers_and_the_start_is_refused(String type) {
        Binder binder = new Binder(new MapConfigurationPropertySource(Map.of("orderly.broker.type", type)));
        assertThatThrownBy(() -> binder.bind("orderly.broker", BrokerProperties.class))
                .isInstanceOf(BindException.class);
    }

    private static List<Class<?>> parameters(Class<?> type, String name) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(name))
                .map(Method::getParameterTypes)
                .flatMap(Arrays::stream)
                .toList();
    }
}
