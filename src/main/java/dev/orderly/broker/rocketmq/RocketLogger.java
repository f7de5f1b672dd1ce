package dev.orderly.broker.rocketmq;

import org.apache.rocketmq.logging.org.slf4j.Marker;
import org.apache.rocketmq.logging.org.slf4j.event.Level;
import org.apache.rocketmq.logging.org.slf4j.helpers.LegacyAbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A logger of RocketMQ's that writes to ours. */
final class RocketLogger extends LegacyAbstractLogger {

    private static final String ROCKETMQ = "org.apache.rocketmq";

    private final transient Logger ours;

    RocketLogger(String name) {
        this.name = name;
        // Netty's loggers come this way too, as it sets Netty up.
        ours = LoggerFactory.getLogger(name.contains(".") ? name : ROCKETMQ + "." + name);
    }

    @Override
    public boolean isTraceEnabled() {
        return ours.isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return ours.isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return ours.isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return ours.isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return ours.isErrorEnabled();
    }

    @Override
    protected String getFullyQualifiedCallerName() {
        return RocketLogger.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String pattern,
            Object @Nullable [] arguments,
            @Nullable Throwable cause) {
        ours.atLevel(org.slf4j.event.Level.valueOf(level.name()))
                .setCause(cause)
                .log(pattern, arguments == null ? new Object[0] : arguments);
    }
}
