package dev.orderly.bridge;

import com.google.common.eventbus.Subscribe;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Books the parcels that it is told of. */
@Conditional(OnlyCarried.class)
@ModuleConfiguration(name = "parcels")
class ParcelsModule {

    @Bean
    Subscription parcelsSubscription(JdbcClient jdbc, Mishaps mishaps) {
        return Subscription.of("parcels", new Listener(jdbc, mishaps), Parcel.class);
    }

    static class Listener {

        private final JdbcClient jdbc;
        private final Mishaps mishaps;

        Listener(JdbcClient jdbc, Mishaps mishaps) {
            this.jdbc = jdbc;
            this.mishaps = mishaps;
        }

        @Subscribe
        void on(Parcel parcel) {
            jdbc.sql("""
                            INSERT INTO parcel_entry (receiver, number, content, handled_at)
                            VALUES (:receiver, :number, :content, UTC_TIMESTAMP(6))""")
                    .param("receiver", parcel.receiver())
                    .param("number", parcel.number())
                    .param("content", parcel.content())
                    .update();
            mishaps.handled(parcel);
        }
    }
}
