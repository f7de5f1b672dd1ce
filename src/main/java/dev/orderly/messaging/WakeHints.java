package dev.orderly.messaging;

import com.google.common.base.Splitter;
import dev.orderly.messaging.Sites.Home;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/**
 * Says that there is work, here and in the other processes on this database, which would find it at their next poll
 * otherwise; and that a module has come or gone, of which each keeps in memory where it lives. A hint that is lost costs no
 * more than the wait for that poll.
 */
class WakeHints implements SmartLifecycle {

    private static final String TOPIC = "wake";
    private static final String HOMES = "homes";
    private static final Duration TOGETHER = Duration.ofMillis(5);
    private static final Duration UNTIL_WOKEN = Duration.ofMinutes(10);

    private final Dispatcher dispatcher;
    private final Broadcasts broadcasts;
    private final News news;
    private final int shards;
    private final Set<Integer> untold = ConcurrentHashMap.newKeySet();
    private final Loop loop = new Loop("hints", Lane.JOB, woken -> tell());
    private volatile @Nullable Set<Home> homes;
    private volatile boolean running;

    WakeHints(Dispatcher dispatcher, Broadcasts broadcasts, News news, int shards) {
        this.dispatcher = dispatcher;
        this.broadcasts = broadcasts;
        this.news = news;
        this.shards = shards;
        broadcasts.listen(TOPIC, this::hear);
        broadcasts.listen(HOMES, module -> dispatcher.lookAgain());
        dispatcher.whenHomesAreSeen(this::compare);
    }

    /** Whoever is the first to see that a module has moved has the others look too. */
    private void compare(List<Home> rows) {
        Set<Home> before = homes;
        homes = Set.copyOf(rows);
        if (before != null && !before.equals(homes)) {
            broadcasts.send(new Broadcast(HOMES, ""));
        }
    }

    /** Says that there are new events in the shards. Others are told by a thread of its own, once for all of a moment. */
    void announce(Set<Integer> withEvents) {
        dispatcher.announce(withEvents);
        news.spread();
        if (running && untold.addAll(withEvents)) {
            loop.wake();
        }
    }

    /** Says that there is something to do for a module, whose process may be another: a person had it tried again. */
    void announce(String module, int shard) {
        dispatcher.announce(module, shard);
        news.spread();
        broadcasts.send(new Broadcast(TOPIC, module + ":" + shard));
    }

    private Duration tell() {
        LockSupport.parkNanos(TOGETHER.toNanos());
        Set<Integer> told = new TreeSet<>(untold);
        if (!told.isEmpty()) {
            // Those that are announced again from here on are told again.
            untold.removeAll(told);
            broadcasts.send(
                    new Broadcast(TOPIC, told.stream().map(String::valueOf).collect(Collectors.joining(","))));
        }
        return untold.isEmpty() ? UNTIL_WOKEN : Duration.ZERO;
    }

    /** Whatever is no hint, such as one of a later release, is passed over. */
    private void hear(String text) {
        int colon = text.indexOf(':');
        Set<Integer> heard = shards(text.substring(colon + 1));
        if (colon < 0) {
            dispatcher.announce(heard);
        } else {
            heard.forEach(shard -> dispatcher.announce(text.substring(0, colon), shard));
        }
    }

    private Set<Integer> shards(String text) {
        return Splitter.on(',')
                .splitToStream(text)
                .filter(word -> word.matches("\\d{1,4}"))
                .map(Integer::valueOf)
                .filter(shard -> shard < shards)
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Override
    public void start() {
        if (!broadcasts.equals(Broadcasts.NONE)) {
            running = true;
            loop.start();
        }
    }

    @Override
    public void stop() {
        if (running) {
            running = false;
            Loop.stopAll(Stream.of(loop));
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
