package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.CloudEventUtils;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.core.message.impl.BaseGenericBinaryMessageReaderImpl;
import io.cloudevents.core.message.impl.GenericStructuredMessageReader;
import io.cloudevents.core.message.impl.MessageUtils;
import io.cloudevents.rw.CloudEventWriter;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents as messages of AMQP 0.9.1. The official binding is for AMQP 1.0, which is another protocol; this follows it
 * where there is the like: attributes are headers, as text, named {@code cloudEvents_<name>}, {@code datacontenttype} is the
 * property {@code content-type}, the data is the body. {@code message-id} and {@code type} repeat {@code id} and
 * {@code type}, for whoever knows no CloudEvents. What comes may have the binding's other prefix, {@code cloudEvents:}, or
 * be structured JSON.
 */
final class AmqpEvents {

    private static final String PREFIX = "cloudEvents_";
    private static final String OTHER_PREFIX = "cloudEvents:";
    private static final String CONTENT_TYPE = "content-type";
    private static final int PERSISTENT = 2;

    /** The most bytes of text in a routing key or a property. */
    static final int SHORT_TEXT = 255;

    private AmqpEvents() {}

    /** @param headers that it has besides */
    static Wire write(CloudEvent event, Map<String, Object> headers) {
        return CloudEventUtils.toReader(event).read(version -> new Writer(headers).create(version));
    }

    /** @throws RuntimeException where it is no CloudEvent */
    static CloudEvent read(BasicProperties properties, byte[] body) {
        Map<String, Object> headers = properties.getHeaders() == null ? Map.of() : properties.getHeaders();
        MessageReader reader = MessageUtils.parseStructuredOrBinaryMessage(
                properties::getContentType,
                format -> new GenericStructuredMessageReader(format, body),
                () -> version(headers),
                version -> new Reader(version, properties.getContentType(), headers, body));
        return reader.toEvent();
    }

    static boolean isShort(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length <= SHORT_TEXT;
    }

    private static @Nullable String version(Map<String, Object> headers) {
        Object version = headers.getOrDefault(PREFIX + "specversion", headers.get(OTHER_PREFIX + "specversion"));
        return version == null ? null : version.toString();
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Wire(BasicProperties properties, byte[] body) {}

    private static final class Writer implements MessageWriter<Writer, Wire>, CloudEventWriter<Wire> {

        private final Map<String, Object> headers;
        private final BasicProperties.Builder properties = new BasicProperties.Builder().deliveryMode(PERSISTENT);

        Writer(Map<String, Object> headers) {
            this.headers = new HashMap<>(headers);
        }

        @Override
        public Writer create(SpecVersion version) {
            headers.put(PREFIX + "specversion", version.toString());
            return this;
        }

        @Override
        public Writer withContextAttribute(String name, String value) {
            if (name.equals("datacontenttype")) {
                properties.contentType(value);
                return this;
            }
            headers.put(PREFIX + name, value);
            if (name.equals("id") && isShort(value)) {
                properties.messageId(value);
            }
            if (name.equals("type") && isShort(value)) {
                properties.type(value);
            }
            return this;
        }

        @Override
        public Wire end(CloudEventData data) {
            return new Wire(properties.headers(headers).build(), data.toBytes());
        }

        @Override
        public Wire end() {
            return end(BytesCloudEventData.wrap(new byte[0]));
        }

        @Override
        public Wire setEvent(EventFormat format, byte[] value) {
            return new Wire(
                    properties
                            .contentType(format.serializedContentType())
                            .headers(headers)
                            .build(),
                    value);
        }
    }

    private static final class Reader extends BaseGenericBinaryMessageReaderImpl<String, Object> {

        private final @Nullable String contentType;
        private final Map<String, Object> headers;

        Reader(SpecVersion version, @Nullable String contentType, Map<String, Object> headers, byte[] body) {
            super(version, body.length == 0 ? null : BytesCloudEventData.wrap(body));
            this.contentType = contentType;
            this.headers = headers;
        }

        @Override
        protected boolean isContentTypeHeader(String name) {
            return name.equals(CONTENT_TYPE);
        }

        @Override
        protected boolean isCloudEventsHeader(String name) {
            return name.startsWith(PREFIX) || name.startsWith(OTHER_PREFIX);
        }

        @Override
        protected String toCloudEventsKey(String name) {
            return name.substring(PREFIX.length());
        }

        @Override
        protected void forEachHeader(BiConsumer<String, Object> each) {
            if (contentType != null) {
                each.accept(CONTENT_TYPE, contentType);
            }
            headers.forEach((name, value) -> {
                if (value != null && !name.equals(CONTENT_TYPE)) {
                    each.accept(name, value);
                }
            });
        }

        @Override
        protected String toCloudEventsValue(Object value) {
            return value.toString();
        }
    }
}
