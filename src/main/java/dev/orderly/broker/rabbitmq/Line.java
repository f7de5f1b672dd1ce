package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.impl.AMQConnection;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A connection. */
final class Line implements AutoCloseable {

    private static final int FAREWELL_MILLIS = 2_000;

    private final AMQConnection connection;
    private volatile @Nullable String blocked;

    Line(AMQConnection connection) {
        this.connection = connection;
        connection.addBlockedListener(reason -> blocked = reason, () -> blocked = null);
    }

    Channel channel() throws IOException {
        Channel channel = connection.createChannel();
        if (channel == null) {
            throw new IOException("RabbitMQ allows no further channel on a connection");
        }
        return channel;
    }

    /** Why the broker takes nothing that is published, such as "low on memory"; null where it does. */
    @Nullable String blocked() {
        return blocked;
    }

    /** What the broker says of its version, such as 3.10.8. */
    String version() {
        return String.valueOf(connection.getServerProperties().get("version"));
    }

    /** The broker's version, such as 3 of 3.10.8; 0 where it does not say. */
    int majorVersion() {
        String major = version().split("\\.", 2)[0];
        return major.matches("\\d{1,4}") ? Integer.parseInt(major) : 0;
    }

    /** Ends it at once, without a word to the broker, also while another thread is stuck in writing to it. */
    void drop() {
        connection.getFrameHandler().close();
    }

    @Override
    public void close() {
        connection.abort(AMQP.REPLY_SUCCESS, "Closed", FAREWELL_MILLIS);
    }
}
