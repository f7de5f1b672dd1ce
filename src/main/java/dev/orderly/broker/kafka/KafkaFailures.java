package dev.orderly.broker.kafka;

import dev.orderly.broker.BrokerRefused;
import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.BrokerUnfit;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.InvalidTimestampException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;

/** Says in the port's words what Kafka's client says in its own. What it does not know may pass. */
final class KafkaFailures {

    private KafkaFailures() {}

    /** Of sending a message. */
    static RuntimeException ofSend(Throwable failure) {
        Throwable cause = cause(failure);
        return switch (cause) {
            case RecordTooLargeException e -> refused(e);
            case RecordBatchTooLargeException e -> refused(e);
            case SerializationException e -> refused(e);
            case InvalidRecordException e -> refused(e);
            case InvalidTimestampException e -> refused(e);
            case InvalidTopicException e -> refused(e);
            case AuthorizationException e -> refused(e);
            default -> unavailable(cause);
        };
    }

    /** Of asking for something, or for it to be set up. */
    static RuntimeException ofRequest(Throwable failure) {
        Throwable cause = cause(failure);
        return switch (cause) {
            // Among them are those of authentication, authorization, names, replicas and versions.
            case InvalidConfigurationException e -> unfit(e);
            case PolicyViolationException e -> unfit(e);
            case InvalidRequestException e -> unfit(e);
            default -> unavailable(cause);
        };
    }

    /** Of receiving, where everything may pass: there is nothing that could be skipped instead. */
    static BrokerUnavailable unavailable(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new BrokerUnavailable("Kafka does not answer as it should: " + words(cause), cause);
    }

    /** Of making a client, which fails on settings, and on names that cannot be resolved at the moment. */
    static RuntimeException ofClient(KafkaException failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof ConfigException && words(cause).contains("bootstrap")) {
            return unavailable(cause);
        }
        return new BrokerUnfit("Kafka's client cannot be set up with these spring.kafka properties: " + words(cause));
    }

    private static BrokerRefused refused(Throwable cause) {
        return new BrokerRefused("Kafka does not take a message: " + words(cause), cause);
    }

    private static BrokerUnfit unfit(Throwable cause) {
        return new BrokerUnfit(
                "Kafka does not do what is asked of it, and will not before somebody changes its settings, "
                        + "its permissions or spring.kafka: " + words(cause));
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof ExecutionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    private static String words(Throwable cause) {
        return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
    }
}
