package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.Address;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.ForgivingExceptionHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Makes connections, one for each sender and receiver: whoever doubts his own drops it whole and disturbs nobody, and a
 * broker that is short of memory, which stops reading from those who publish, still hears what is acknowledged.
 */
final class Lines implements AutoCloseable {

    /** A broker that falls silent is noticed after two of these. The client's own default is a minute. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private final ConnectionFactory factory;
    private final Supplier<List<Address>> addresses;
    private final ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * @param template what Spring Boot has made of {@code spring.rabbitmq.*}
     * @param heartbeatIsOurs nobody has set one
     * @param patience how long the broker may take to answer
     */
    Lines(ConnectionFactory template, Supplier<List<Address>> addresses, boolean heartbeatIsOurs, Duration patience) {
        this.addresses = addresses;
        int atMost = Math.toIntExact(patience.toMillis());
        factory = template.clone();
        factory.setConnectionTimeout(least(factory.getConnectionTimeout(), atMost));
        factory.setHandshakeTimeout(least(factory.getHandshakeTimeout(), atMost));
        factory.setChannelRpcTimeout(least(factory.getChannelRpcTimeout(), atMost));
        if (heartbeatIsOurs) {
            factory.setRequestedHeartbeat((int) HEARTBEAT.toSeconds());
        }
        // What is lost is opened anew by its owner, who has to know of it.
        factory.setAutomaticRecoveryEnabled(false);
        factory.setTopologyRecoveryEnabled(false);
        factory.setThreadFactory(
                Thread.ofPlatform().daemon().name("rabbitmq-", 0).factory());
        factory.setExceptionHandler(new ForgivingExceptionHandler() {
            @Override
            public void handleUnexpectedConnectionDriverException(Connection connection, Throwable exception) {
                // Whoever uses the connection is told by his own call.
            }
        });
        // Without it the client would wait without limit for what cannot be written.
        factory.setShutdownExecutor(closing);
    }

    /** @param purpose what the broker shows as the connection's name */
    Line open(String purpose) {
        try {
            return new Line((AMQConnection) factory.newConnection(addresses.get(), "orderly: " + purpose));
        } catch (IOException | TimeoutException | RuntimeException e) {
            throw Faults.unavailable("RabbitMQ cannot be reached", e);
        }
    }

    @Override
    public void close() {
        closing.shutdown();
    }

    /** The client takes 0 for no limit. */
    private static int least(int configured, int atMost) {
        return configured == 0 ? atMost : Math.min(configured, atMost);
    }
}
