package dev.orderly.bridge;

import dev.orderly.messaging.ModuleConfiguration;
import java.util.Collection;
import java.util.List;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Sends parcels. */
@Conditional(OnlyCarried.class)
@ModuleConfiguration(name = "post")
class PostModule {

    @Bean
    Post post(JdbcClient jdbc, ApplicationEventPublisher events) {
        return new Post(jdbc, events);
    }

    static class Post {

        private final JdbcClient jdbc;
        private final ApplicationEventPublisher events;

        Post(JdbcClient jdbc, ApplicationEventPublisher events) {
            this.jdbc = jdbc;
            this.events = events;
        }

        @Transactional
        void register(Collection<String> receivers) {
            receivers.forEach(
                    receiver -> jdbc.sql("""
                            INSERT INTO post_key (id, sent) VALUES (:receiver, 0)
                            ON DUPLICATE KEY UPDATE sent = sent""").param("receiver", receiver).update());
        }

        /** Sends each of them one, all or none. */
        @Transactional
        void send(List<String> receivers, String content) {
            receivers.forEach(receiver -> {
                jdbc.sql("UPDATE post_key SET sent = sent + 1 WHERE id = :receiver")
                        .param("receiver", receiver)
                        .update();
                long number = jdbc.sql("SELECT sent FROM post_key WHERE id = :receiver")
                        .param("receiver", receiver)
                        .query(Long.class)
                        .single();
                events.publishEvent(new Parcel(receiver, number, content));
            });
        }
    }
}
