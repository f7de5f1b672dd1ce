package dev.orderly.broker.rocketmq;

import dev.orderly.broker.BrokerRefused;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.SpecVersion;
import io.cloudevents.core.data.BytesCloudEventData;
import io.cloudevents.core.format.EventFormat;
import io.cloudevents.core.message.MessageWriter;
import io.cloudevents.core.message.impl.BaseGenericBinaryMessageReaderImpl;
import io.cloudevents.core.message.impl.GenericStructuredMessageReader;
import io.cloudevents.core.message.impl.MessageUtils;
import io.cloudevents.core.v1.CloudEventV1;
import io.cloudevents.rw.CloudEventRWException;
import io.cloudevents.rw.CloudEventWriter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.rocketmq.common.message.Message;
import org.apache.rocketmq.common.message.MessageAccessor;
import org.apache.rocketmq.common.message.MessageConst;
import org.apache.rocketmq.common.message.MessageDecoder;
import org.apache.rocketmq.common.message.MessageExt;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents as messages of RocketMQ and back: attributes and extensions as properties that begin with {@code CE_}, as
 * the CloudEvents SDK's binding for RocketMQ's newer client names them. That one cannot be used with this client, and
 * leaves the prefix away before extensions. Events as one JSON document are read too.
 */
final class RocketMessages {

    private static final String PREFIX = "CE_";
    private static final String CONTENT_TYPE = PREFIX + "contenttype";
    private static final String SPEC_VERSION = PREFIX + CloudEventV1.SPECVERSION;
    private static final String PARTITION_KEY = "partitionkey";

    /** Stands for no data: RocketMQ takes no message without a body. */
    private static final byte[] NOTHING = {0};

    /** The length is kept in two bytes, and the client and the broker add properties of their own. */
    private static final int MOST_BYTES_OF_PROPERTIES = 32_000;

    private RocketMessages() {}

    /** @throws BrokerRefused where it has what RocketMQ's properties cannot have */
    static Message write(String topic, CloudEvent event) {
        Message message = new Writer(topic).writeBinary(event);
        List<String> keys = new ArrayList<>();
        if (event.getExtension(PARTITION_KEY) instanceof String key) {
            keys.add(key);
            MessageAccessor.putProperty(message, MessageConst.PROPERTY_SHARDING_KEY, key);
        }
        keys.add(event.getId());
        message.setKeys(keys);
        message.setTags(event.getType());
        refuse(message, event.getId());
        return message;
    }

    /**
     * The event that it is.
     *
     * @throws RuntimeException where it is none: {@link CloudEventRWException}, or what the reader of a format throws
     */
    static CloudEvent read(MessageExt message) {
        Map<String, String> properties = Objects.requireNonNullElse(message.getProperties(), Map.of());
        return MessageUtils.parseStructuredOrBinaryMessage(
                        () -> properties.get(CONTENT_TYPE),
                        format -> new GenericStructuredMessageReader(format, message.getBody()),
                        () -> properties.get(SPEC_VERSION),
                        version -> new Reader(version, properties, message.getBody()))
                .toEvent();
    }

    /** The messages of an answer, up to the first that is compressed in a way whose library is not there. */
    static List<MessageExt> unpacked(byte[] sent) {
        List<MessageExt> messages = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(sent);
        try {
            while (rest.hasRemaining()) {
                MessageExt message = MessageDecoder.decode(rest);
                if (message == null) {
                    break;
                }
                messages.add(message);
            }
        } catch (NoClassDefFoundError codec) {
            // That one is not among them.
        }
        return messages;
    }

    /** The message as it is, with more properties, for another topic. */
    static Message copy(MessageExt message, String topic, Map<String, String> more) {
        Message copy = new Message(topic, message.getBody());
        Map<String, String> properties = Objects.requireNonNullElse(message.getProperties(), Map.of());
        properties.forEach((name, value) -> {
            if (!MessageConst.STRING_HASH_SET.contains(name)) {
                MessageAccessor.putProperty(copy, name, value);
            }
        });
        more.forEach((name, value) -> MessageAccessor.putProperty(copy, name, value));
        if (message.getTags() != null) {
            copy.setTags(message.getTags());
        }
        if (message.getKeys() != null) {
            copy.setKeys(message.getKeys());
        }
        return copy;
    }

    static boolean fits(Message message) {
        return MessageDecoder.messageProperties2String(message.getProperties()).getBytes(StandardCharsets.UTF_8).length
                <= MOST_BYTES_OF_PROPERTIES;
    }

    private static void refuse(Message message, String id) {
        if (!fits(message)) {
            throw new BrokerRefused(
                    "The attributes of event %s are longer than the %d bytes that RocketMQ takes"
                            .formatted(id, MOST_BYTES_OF_PROPERTIES),
                    null);
        }
        message.getProperties().forEach((name, value) -> {
            if (value.indexOf(MessageDecoder.NAME_VALUE_SEPARATOR) >= 0
                    || value.indexOf(MessageDecoder.PROPERTY_SEPARATOR) >= 0) {
                throw new BrokerRefused(
                        "%s of event %s has a control character that RocketMQ keeps for itself".formatted(name, id),
                        null);
            }
        });
    }

    private static final class Writer
            implements MessageWriter<CloudEventWriter<Message>, Message>, CloudEventWriter<Message> {

        private final String topic;
        private final Map<String, String> properties = new HashMap<>();

        Writer(String topic) {
            this.topic = topic;
        }

        @Override
        public CloudEventWriter<Message> create(SpecVersion version) {
            properties.put(SPEC_VERSION, version.toString());
            return this;
        }

        @Override
        public Writer withContextAttribute(String name, String value) {
            properties.put(name.equals(CloudEventV1.DATACONTENTTYPE) ? CONTENT_TYPE : PREFIX + name, value);
            return this;
        }

        @Override
        public Message setEvent(EventFormat format, byte[] value) {
            properties.put(CONTENT_TYPE, format.serializedContentType());
            return message(value);
        }

        @Override
        public Message end(CloudEventData data) {
            return message(data.toBytes());
        }

        @Override
        public Message end() {
            return message(NOTHING);
        }

        private Message message(byte[] body) {
            Message message = new Message(topic, body.length == 0 ? NOTHING : body);
            properties.forEach((name, value) -> MessageAccessor.putProperty(message, name, value));
            return message;
        }
    }

    private static final class Reader extends BaseGenericBinaryMessageReaderImpl<String, String> {

        private final Map<String, String> properties;

        Reader(SpecVersion version, Map<String, String> properties, byte[] body) {
            super(version, data(body));
            this.properties = properties;
        }

        private static @Nullable CloudEventData data(byte[] body) {
            return body.length == 0 || Arrays.equals(NOTHING, body) ? null : BytesCloudEventData.wrap(body);
        }

        @Override
        protected boolean isContentTypeHeader(String name) {
            return name.equals(CONTENT_TYPE);
        }

        @Override
        protected boolean isCloudEventsHeader(String name) {
            return name.length() > PREFIX.length() && name.startsWith(PREFIX);
        }

        @Override
        protected String toCloudEventsKey(String name) {
            return name.substring(PREFIX.length()).toLowerCase(Locale.ROOT);
        }

        @Override
        protected void forEachHeader(BiConsumer<String, String> each) {
            properties.forEach(each);
        }

        @Override
        protected String toCloudEventsValue(String value) {
            return value;
        }
    }
}
