package dev.orderly.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.broker.BrokerUnavailable;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the client's exceptions mean. */
final class Faults {

    private Faults() {}

    /** What the broker itself has said against it. */
    static Optional<Complaint> complaint(Throwable fault) {
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof ShutdownSignalException signal) {
                if (signal.getReason() instanceof AMQP.Channel.Close close) {
                    return Optional.of(new Complaint(close.getReplyCode(), close.getReplyText()));
                }
                if (signal.getReason() instanceof AMQP.Connection.Close close) {
                    return Optional.of(new Complaint(close.getReplyCode(), close.getReplyText()));
                }
            }
        }
        return Optional.empty();
    }

    static BrokerUnavailable unavailable(String what, Throwable fault) {
        String why = complaint(fault).map(Complaint::text).orElseGet(() -> innermost(fault));
        return new BrokerUnavailable(what + ": " + why, fault);
    }

    private static String innermost(Throwable fault) {
        Throwable innermost = fault;
        for (@Nullable Throwable cause = fault; cause != null; cause = cause.getCause()) {
            innermost = cause;
        }
        return innermost.getMessage() == null ? innermost.getClass().getSimpleName() : innermost.getMessage();
    }

    record Complaint(int code, String text) {

        boolean isPrecondition() {
            return code == AMQP.PRECONDITION_FAILED;
        }

        boolean isNotFound() {
            return code == AMQP.NOT_FOUND;
        }

        boolean isPermission() {
            return code == AMQP.ACCESS_REFUSED;
        }
    }
}
