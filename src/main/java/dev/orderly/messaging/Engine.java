package dev.orderly.messaging;

import dev.orderly.messaging.Homes.Mover;
import dev.orderly.messaging.ModulePresence.Where;
import dev.orderly.messaging.Sites.Home;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Installs what messaging needs in the database before anything runs, then runs the relay, the dispatcher and the jobs
 * from the moment the application is up until it goes down. Going down, each finishes what it is at.
 */
class Engine implements SmartInitializingSingleton, SmartLifecycle, Mover {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final Installation installation;
    private final Homes homes;
    private final ObjectProvider<Subscription> subscriptions;
    private final Relay relay;
    private final Dispatcher dispatcher;
    private final JobRunner jobs;
    private final LagMonitor monitor;
    private final ReportInstance report;
    private final CheckPendingEvents checkPending;
    private volatile List<Registration> registrations = List.of();
    private volatile @Nullable List<Home> seen;
    /** Apart from the lookout, which others' work must not wait in while a module comes or goes. */
    private final Loop moves = new Loop("moves", Lane.DISPATCH, woken -> move());

    private volatile boolean running;

    Engine(
            Installation installation,
            Homes homes,
            ObjectProvider<Subscription> subscriptions,
            Relay relay,
            Dispatcher dispatcher,
            JobRunner jobs,
            LagMonitor monitor,
            ReportInstance report,
            CheckPendingEvents checkPending) {
        this.installation = installation;
        this.homes = homes;
        this.subscriptions = subscriptions;
        this.relay = relay;
        this.dispatcher = dispatcher;
        this.jobs = jobs;
        this.monitor = monitor;
        this.report = report;
        this.checkPending = checkPending;
    }

    @Override
    public void afterSingletonsInstantiated() {
        registrations = installation.install(subscriptions());
        registrations.forEach(dispatcher::add);
        dispatcher.whenHomesAreSeen(this::look);
        subscriptions().stream()
                .map(Subscription::module)
                .filter(module -> homes.of(module) != Where.HERE)
                .forEach(module -> LOG.info("{} does not live at this site; this process stands by for it", module));
        monitor.look();
    }

    private void look(List<Home> rows) {
        seen = rows;
        if (!homes.agree(rows)) {
            moves.wake();
        }
    }

    private Duration move() {
        List<Home> rows = seen;
        if (rows != null) {
            try {
                homes.look(rows, this);
            } finally {
                // Whoever moves a module waits for this.
                report.report();
            }
        }
        return LONG;
    }

    private List<Subscription> subscriptions() {
        return subscriptions.orderedStream().toList();
    }

    @Override
    public void takeUp(String module) {
        installation.takeUp(module, subscriptions()).ifPresent(registration -> {
            registrations =
                    Stream.concat(others(module), Stream.of(registration)).toList();
            checkPending.check(List.of(registration));
            dispatcher.add(registration);
        });
        jobs.takeUp(module);
        LOG.info("{} lives at this site now, and this process runs it", module);
    }

    @Override
    public void putDown(String module) {
        LOG.info("{} leaves this site; this process finishes what it is at and stands by for it", module);
        dispatcher.remove(module);
        jobs.putDown(module);
        registrations = others(module).toList();
    }

    private Stream<Registration> others(String module) {
        return registrations.stream()
                .filter(registration -> !registration.subscription().module().equals(module));
    }

    /** What the modules of this process consume. */
    List<Registration> registrations() {
        return registrations;
    }

    /** The doors are open by now: whoever calls need not wait while what waits is looked through. */
    @Override
    public void start() {
        running = true;
        checkPending.check(registrations);
        dispatcher.start();
        relay.start();
        jobs.start();
        monitor.loop().start();
        moves.start();
        report.loop().start();
    }

    @Override
    public void stop() {
        running = false;
        Loop.stopAll(Stream.of(moves));
        Loop.stopAll(Stream.of(Stream.of(relay.loop(), monitor.loop(), report.loop()), dispatcher.loops(), jobs.loops())
                .flatMap(loops -> loops));
        Loop.stopAll(Stream.of(dispatcher.watchdog()));
        jobs.finish();
        report.forget();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
