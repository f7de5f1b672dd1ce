package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes batches and waits until the broker has confirmed them, in bounded time whatever the broker and the network
 * do: past that the connection is dropped, and the next batch makes another.
 */
final class Publisher implements AutoCloseable {

    private final Lines lines;
    private final String purpose;
    private final Consumer<Line> preparation;
    private final Duration timeout;
    private @Nullable Line line;
    private @Nullable Channel channel;
    private final AtomicReference<@Nullable String> returned = new AtomicReference<>();

    /** @param preparation what has to be there before anything is published on a new connection */
    Publisher(Lines lines, String purpose, Consumer<Line> preparation, Duration timeout) {
        this.lines = lines;
        this.purpose = purpose;
        this.preparation = preparation;
        this.timeout = timeout;
    }

    /** Connects, where it is not connected. */
    void open() {
        if (line != null && channel != null && channel.isOpen()) {
            return;
        }
        close();
        Line opened = lines.open(purpose);
        line = opened;
        try {
            preparation.accept(opened);
            channel = opened.channel();
            channel.addReturnListener(message -> returned.set(message.getRoutingKey()));
            channel.confirmSelect();
        } catch (IOException | RuntimeException e) {
            close();
            if (e instanceof IOException || e instanceof ShutdownSignalException) {
                throw Faults.unavailable("RabbitMQ takes no messages", e);
            }
            throw (RuntimeException) e;
        }
    }

    /**
     * Publishes them in this order, and returns once the broker has them all for good.
     *
     * @param mandatory there has to be a queue that they go to
     */
    void publish(List<Publication> batch, boolean mandatory) {
        if (batch.isEmpty()) {
            return;
        }
        open();
        returned.set(null);
        Line current = Objects.requireNonNull(line);
        Channel channel = Objects.requireNonNull(this.channel);
        long deadline = System.nanoTime() + timeout.toNanos();
        CompletableFuture<Void> limit = CompletableFuture.runAsync(
                current::drop, CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS));
        boolean confirmed = false;
        try {
            for (Publication publication : batch) {
                channel.basicPublish(
                        publication.exchange(),
                        publication.routingKey(),
                        mandatory,
                        publication.properties(),
                        publication.body());
            }
            confirmed = channel.waitForConfirms();
            if (!confirmed) {
                throw new BrokerUnavailable(
                        "RabbitMQ has not taken all that was sent: a queue is full by a policy (max-length), or has no"
                                + " majority of its members",
                        null);
            }
        } catch (IOException | ShutdownSignalException e) {
            throw failure(e, current, System.nanoTime() - deadline >= 0);
        } catch (IllegalArgumentException e) {
            // The client's word for headers that are larger than a frame.
            throw new BrokerRefused("The headers of a message are too large for RabbitMQ", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BrokerUnavailable("Interrupted before RabbitMQ had confirmed", e);
        } finally {
            limit.cancel(false);
            if (!confirmed) {
                drop();
            }
        }
        String unroutable = returned.getAndSet(null);
        if (unroutable != null) {
            drop();
            throw new BrokerUnavailable("RabbitMQ has no queue " + unroutable, null);
        }
    }

    @Override
    public void close() {
        if (line != null) {
            line.close();
        }
        line = null;
        channel = null;
    }

    private void drop() {
        if (line != null) {
            line.drop();
        }
        line = null;
        channel = null;
    }

    private RuntimeException failure(Exception fault, Line line, boolean late) {
        Optional<Faults.Complaint> complaint = Faults.complaint(fault);
        if (complaint.filter(Faults.Complaint::isPrecondition).isPresent()) {
            return new BrokerRefused(
                    "RabbitMQ does not take a message: " + complaint.get().text(), fault);
        }
        String blocked = line.blocked();
        if (blocked != null) {
            return new BrokerUnavailable("RabbitMQ takes nothing, because it is " + blocked, fault);
        }
        if (late) {
            return new BrokerUnavailable("RabbitMQ has not confirmed within " + timeout, fault);
        }
        return Faults.unavailable("RabbitMQ went away before it had confirmed", fault);
    }

    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    record Publication(String exchange, String routingKey, BasicProperties properties, byte[] body) {}
}
