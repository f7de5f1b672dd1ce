package dev.orderly.messaging.meters;

import dev.orderly.messaging.Delayed;
import java.time.Duration;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.annotation.Transactional;

/** Counts a meter on and tells the new reading. */
public class ReadMeter {

    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;

    ReadMeter(JdbcClient jdbc, ApplicationEventPublisher events) {
        this.jdbc = jdbc;
        this.events = events;
    }

    @Transactional
    public void install(String meter) {
        jdbc.sql("INSERT INTO meter (id, reading) VALUES (:meter, 0)")
                .param("meter", meter)
                .update();
    }

    @Transactional
    public MeterRead read(String meter) {
        MeterRead event = countOn(meter);
        events.publishEvent(event);
        return event;
    }

    @Transactional
    public void readAndFail(String meter) {
        events.publishEvent(countOn(meter));
        throw new IllegalStateException("after publishing");
    }

    @Transactional
    public void readLater(String meter, Duration delay) {
        events.publishEvent(new Delayed(countOn(meter), delay));
    }

    private MeterRead countOn(String meter) {
        jdbc.sql("UPDATE meter SET reading = reading + 1 WHERE id = :meter")
                .param("meter", meter)
                .update();
        long reading = jdbc.sql("SELECT reading FROM meter WHERE id = :meter")
                .param("meter", meter)
                .query(Long.class)
                .single();
        return new MeterRead(meter, reading);
    }
}
