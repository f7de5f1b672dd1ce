package dev.orderly.bridge;

import dev.orderly.bridge.Marks.Mark;
import dev.orderly.broker.BrokerProperties;
import dev.orderly.messaging.EventContract;
import dev.orderly.messaging.Jobs;
import dev.orderly.messaging.Lane;
import dev.orderly.messaging.Loop;
import dev.orderly.messaging.Site;
import dev.orderly.messaging.SiteLog;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Receives from every site that this database exchanges events with, as long as the application runs: the hub from each
 * satellite, a satellite from the hub. A site that is added is received from within seconds.
 */
class Bridge implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    private static final Duration LOOK = Duration.ofSeconds(2);
    private static final Duration TELL_AGAIN = Duration.ofMinutes(10);
    private static final String OUTSIDE = "in";
    private static final Duration BETWEEN_WAKES = Duration.ofMillis(50);

    private final SiteLog log;
    private final EventContract contract;
    private final Marks marks;
    private final ForeignEvents foreign;
    private final BrokerConnection connection;
    private final BrokerProperties properties;
    private final BridgeMeters meters;
    private final Exporter exporter;
    private final Jobs jobs;
    private final Map<String, Reception> receptions = new ConcurrentSkipListMap<>();
    private final Map<String, Site> from = new HashMap<>();
    private final Loop loop = new Loop("bridge", Lane.JOB, woken -> look());
    private volatile long wokenAt = System.nanoTime();
    private long toldOfGaps = System.nanoTime() - TELL_AGAIN.toNanos();
    private volatile boolean running;

    Bridge(
            SiteLog log,
            EventContract contract,
            Marks marks,
            ForeignEvents foreign,
            BrokerConnection connection,
            BrokerProperties properties,
            BridgeMeters meters,
            Exporter exporter,
            Jobs jobs) {
        this.log = log;
        this.contract = contract;
        this.marks = marks;
        this.foreign = foreign;
        this.connection = connection;
        this.properties = properties;
        this.meters = meters;
        this.exporter = exporter;
        this.jobs = jobs;
    }

    @Override
    public void start() {
        running = true;
        connection.checkAtStart(log.site());
        log.whenThereIsNews(this::wakeExporter);
        loop.start();
    }

    /** Often enough where it rests; where another process is at it, each time costs a look at its lock. */
    private void wakeExporter() {
        exporter.tell();
        long now = System.nanoTime();
        if (now - wokenAt > BETWEEN_WAKES.toNanos()) {
            wokenAt = now;
            jobs.wakeAfterCommit(Exporter.JOB);
        }
    }

    /** What is received at this moment. */
    List<Reception> receptions() {
        return List.copyOf(receptions.values());
    }

    private Duration look() {
        tellOfGaps();
        Site own = log.site();
        List<Site> others = log.others();
        from.values().stream().filter(known -> !others.contains(known)).toList().forEach(this::end);
        for (Site other : others) {
            if ((own.hub() || other.hub()) && !receptions.containsKey(other.name()) && isExpected(own, other)) {
                from.put(other.name(), other);
                begin(other.name(), reception(own, other));
            }
        }
        if (own.hub() && !properties.accept().isEmpty() && !receptions.containsKey(OUTSIDE)) {
            begin(OUTSIDE, fromOutside(own));
        }
        return LOOK;
    }

    /** Whoever looks into the log only now learns of it, too. */
    private void tellOfGaps() {
        List<Mark> gaps = marks.gaps();
        meters.gaps(gaps.stream().collect(Collectors.groupingBy(Mark::source, Collectors.counting())));
        if (!gaps.isEmpty() && System.nanoTime() - toldOfGaps > TELL_AGAIN.toNanos()) {
            toldOfGaps = System.nanoTime();
            gaps.forEach(gap -> LOG.error(gap.inWords()));
        }
    }

    /** A satellite receives from the hub once a move has said from where on. */
    private boolean isExpected(Site own, Site other) {
        if (own.hub()) {
            marks.begin(other.name(), log.shards());
            return true;
        }
        return marks.knows(other.name());
    }

    private Reception reception(Site own, Site other) {
        return new Reception(
                connection,
                connection.topics().of(other.name()),
                own.name(),
                new SiteIntake(log, marks, other, meters),
                properties.batchEvents(),
                meters);
    }

    private Reception fromOutside(Site own) {
        return new Reception(
                connection,
                connection.topics().fromOutside(),
                own.name(),
                new ForeignIntake(log, contract, foreign, properties.accept(), meters),
                properties.batchEvents(),
                meters);
    }

    private void begin(String source, Reception reception) {
        receptions.put(source, reception);
        reception.loop().start();
    }

    /** The two have parted. */
    private void end(Site source) {
        from.remove(source.name());
        Reception reception = receptions.remove(source.name());
        if (reception != null) {
            Loop.stopAll(Stream.of(reception.loop()));
            reception.close();
        }
    }

    @Override
    public void stop() {
        running = false;
        Loop.stopAll(Stream.of(loop));
        Loop.stopAll(receptions.values().stream().map(Reception::loop));
        receptions.values().forEach(Reception::close);
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
