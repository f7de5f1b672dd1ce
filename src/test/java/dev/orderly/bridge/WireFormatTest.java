package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.bridge.WireFormat.Arrived;
import dev.orderly.bridge.WireFormat.NotOurs;
import dev.orderly.messaging.Carried;
import dev.orderly.messaging.LoggedEvent;
import dev.orderly.messaging.Origin;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.StoredEvent;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.provider.EventFormatProvider;
import io.cloudevents.jackson.JsonFormat;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireFormatTest {

    private static final Site HUB = new Site("hub", "0192f3a4-7c1e-7b3a-9d5e-1f2a3b4c5d6e", 3, true);
    private static final Instant TIME = Instant.parse("2026-11-27T20:00:00.123456Z");

    @Test
    void an_event_is_the_same_after_its_way_also_as_structured_json() {
        StoredEvent event = event("{\"name\":\"Zoë 你好 🚚\"}", "0192f3a4-7c1e-7b3a-9d5e-000000000002");
        Origin origin = new Origin("mail", 7, 7);
        CloudEvent sent = WireFormat.write(new Carried(new LoggedEvent(42, event, origin), TIME), HUB, 40, 12);
        EventFormat json =
                Objects.requireNonNull(EventFormatProvider.getInstance().resolveFormat(JsonFormat.CONTENT_TYPE));
        for (CloudEvent arriving : new CloudEvent[] {sent, json.deserialize(json.serialize(sent))}) {
            assertThat(WireFormat.read(arriving)).isEqualTo(new Arrived(3, 5, 42, 40, 12, event, "mail", 7));
            assertThat(arriving.getSource()).isEqualTo(WireFormat.source(HUB));
        }
    }

    @Test
    void one_that_was_born_at_the_source_and_has_no_cause_says_so() {
        StoredEvent event = event("{}", null);
        Arrived arrived =
                WireFormat.read(WireFormat.write(new Carried(new LoggedEvent(1, event, null), TIME), HUB, 0, 0));
        assertThat(arrived).isEqualTo(new Arrived(3, 5, 1, 0, 0, event, null, 0));
    }

    @Test
    void every_attribute_has_a_name_that_every_protocol_takes_and_a_value_that_fits_it() {
        CloudEvent event = WireFormat.write(
                new Carried(
                        new LoggedEvent(
                                Long.MAX_VALUE,
                                event("{}", "0192f3a4-7c1e-7b3a-9d5e-000000000002"),
                                new Origin("mail", 1, 2)),
                        TIME),
                HUB,
                0,
                0);
        assertThat(event.getExtensionNames())
                .contains("partitionkey", "sequence", "traceparent", "originposition", "causationid")
                .allSatisfy(name -> {
                    assertThat(name).matches("[a-z0-9]{1,20}");
                    assertThat(event.getExtension(name))
                            .isInstanceOf(String.class)
                            .isNotEqualTo("");
                });
        assertThat(event.getExtension("sequence")).isEqualTo("09223372036854775807");
        assertThat(event.getTime()).isEqualTo("2026-11-27T20:00:00.123456Z");
        assertThat(event.getDataSchema()).hasToString("/api/events/order.placed/2");
        assertThat(event.getDataContentType()).isEqualTo("application/json");
        assertThat(event.getSubject()).isEqualTo("order-1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "epoch",
                "shard",
                "position",
                "previous",
                "epochstart",
                "partitionkey",
                "traceparent",
                "eventversion"
            })
    void what_lacks_one_of_ours_is_none_of_ours(String extension) {
        CloudEvent whole = WireFormat.write(new Carried(new LoggedEvent(1, event("{}", null), null), TIME), HUB, 0, 0);
        CloudEvent without =
                CloudEventBuilder.v1(whole).withoutExtension(extension).build();
        assertThatThrownBy(() -> WireFormat.read(without))
                .isInstanceOf(NotOurs.class)
                .hasMessage("it has no " + extension);
    }

    @Test
    void what_is_no_number_no_json_or_no_id_of_ours_is_refused_in_words() {
        CloudEvent whole = WireFormat.write(new Carried(new LoggedEvent(1, event("{}", null), null), TIME), HUB, 0, 0);
        assertRefused(
                CloudEventBuilder.v1(whole).withExtension("position", "first").build(),
                "its position is no number: first");
        assertRefused(
                CloudEventBuilder.v1(whole).withId("x".repeat(37)).build(), "its id is longer than 36 characters");
        assertRefused(CloudEventBuilder.v1(whole).withoutData().build(), "it has no data");
        assertRefused(
                CloudEventBuilder.v1(whole)
                        .withData("text/plain", "hello".getBytes(StandardCharsets.UTF_8))
                        .build(),
                "its data is no JSON");
    }

    private static void assertRefused(CloudEvent event, String reason) {
        assertThatThrownBy(() -> WireFormat.read(event))
                .isInstanceOf(NotOurs.class)
                .hasMessageContaining(reason);
    }

    private static StoredEvent event(String payload, @Nullable String cause) {
        return new StoredEvent(
                "0192f3a4-7c1e-7b3a-9d5e-000000000001",
                "order",
                "order-1",
                "order.placed",
                2,
                "order-1",
                5,
                payload,
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "order-0",
                cause);
    }
}
