package dev.orderly.broker.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.apache.rocketmq.logging.org.slf4j.LoggerFactory;
import org.junit.jupiter.api.Test;

class RocketLoggingTest {

    @Test
    void what_the_client_logs_comes_into_our_log_under_its_name() {
        Logger ours = (Logger) org.slf4j.LoggerFactory.getLogger("org.apache.rocketmq.RocketmqCommon");
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        ours.addAppender(heard);
        try {
            var theirs = LoggerFactory.getLogger("RocketmqCommon");
            theirs.info("below the level");
            theirs.error("broker {} of {} is away", "a", 2, new IllegalStateException("away"));
            theirs.error("and {} args", "one");
            theirs.error("plain");
        } finally {
            ours.detachAppender(heard);
        }
        assertThat(heard.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("broker a of 2 is away", "and one args", "plain");
        assertThat(heard.list.getFirst().getLevel()).isEqualTo(Level.ERROR);
        assertThat(heard.list.getFirst().getThrowableProxy().getMessage()).isEqualTo("away");
    }
}
