package dev.orderly.messaging;

import java.util.List;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.SmartLifecycle;

/**
 * Installs what messaging needs in the database before anything runs, then runs the relay, the dispatcher and the jobs
 * from the moment the application is up until it goes down. Going down, each finishes what it is at.
 */
class Engine implements SmartInitializingSingleton, SmartLifecycle {

    private final Installation installation;
    private final ObjectProvider<Subscription> subscriptions;
    private final Relay relay;
    private final Dispatcher dispatcher;
    private final JobRunner jobs;
    private final LagMonitor monitor;
    private final ReportInstance report;
    private final CheckPendingEvents checkPending;
    private volatile List<Registration> registrations = List.of();
    private volatile boolean running;

    Engine(
            Installation installation,
            ObjectProvider<Subscription> subscriptions,
            Relay relay,
            Dispatcher dispatcher,
            JobRunner jobs,
            LagMonitor monitor,
            ReportInstance report,
            CheckPendingEvents checkPending) {
        this.installation = installation;
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
        registrations = installation.install(subscriptions.orderedStream().toList());
        registrations.forEach(dispatcher::add);
        monitor.look();
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
        report.loop().start();
    }

    @Override
    public void stop() {
        running = false;
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
