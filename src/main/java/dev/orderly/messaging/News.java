package dev.orderly.messaging;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;

/**
 * Says that something has changed: events were put in line, a module has handled some or failed to, a person has had
 * something tried again. Whoever shows such things looks again, and does so by itself now and then: where there are no
 * hints, only what this process did is heard, and any of it may be lost.
 */
public class News implements SmartLifecycle {

    private static final String TOPIC = "look";

    /** Under load there is always something new; nobody looks more often than this for it. */
    private static final Duration GAP = Duration.ofMillis(400);

    private static final Duration UNTIL_WOKEN = Duration.ofMinutes(10);

    private final Broadcasts broadcasts;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean own = new AtomicBoolean();
    private final Loop loop = new Loop("news", Lane.JOB, this::round);
    private boolean untold;
    private long lastTold = System.nanoTime() - GAP.toNanos();
    private volatile boolean running;

    News(Broadcasts broadcasts) {
        this.broadcasts = broadcasts;
        broadcasts.listen(TOPIC, nothing -> loop.wake());
    }

    /**
     * Has somebody told, of what other processes say too; the first news at once, and what follows a few times a second.
     *
     * @param listener is quick, as all are told one after the other
     */
    public void whenThereIsSome(Runnable listener) {
        listeners.add(listener);
    }

    /** Something has changed, and that is committed. Costs next to nothing, and waits for nobody. */
    void spread() {
        if (!own.getAndSet(true)) {
            loop.wake();
        }
    }

    private Duration round(boolean woken) {
        untold |= woken;
        Duration left = GAP.minusNanos(System.nanoTime() - lastTold);
        if (!untold || left.isPositive()) {
            return untold ? left : UNTIL_WOKEN;
        }
        untold = false;
        lastTold = System.nanoTime();
        // What was heard is not said again: those who said it have told everybody.
        if (own.getAndSet(false)) {
            broadcasts.send(new Broadcast(TOPIC, ""));
        }
        listeners.forEach(Runnable::run);
        return UNTIL_WOKEN;
    }

    @Override
    public void start() {
        running = true;
        loop.start();
    }

    @Override
    public void stop() {
        running = false;
        Loop.stopAll(Stream.of(loop));
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
