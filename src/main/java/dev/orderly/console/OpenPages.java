package dev.orderly.console;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.orderly.messaging.Lane;
import dev.orderly.messaging.Loop;
import dev.orderly.messaging.News;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;

/** Tells all pages that are open here to look again, as server-sent events that say nothing else. */
class OpenPages implements SmartLifecycle {

    /** A page that hears. */
    interface Page {

        /** Says it without waiting; false where the page does not take it, and is not worth keeping. */
        boolean say(byte[] words);

        /** Ends it. */
        void hangUp();
    }

    /** Further ones look by themselves, as they do where nothing can be said. */
    static final int AT_MOST = 64;

    private static final byte[] LOOK_AGAIN = "data:\n\n".getBytes(US_ASCII);

    /** A comment, so that proxies keep the connection and it shows whose page is gone. */
    private static final byte[] STILL_HERE = ":\n\n".getBytes(US_ASCII);

    private static final Duration NOT_SILENT_LONGER = Duration.ofSeconds(15);

    private final Set<Page> pages = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean news = new AtomicBoolean();
    private final Loop loop = new Loop("open-pages", Lane.JOB, woken -> tell());
    private boolean running;

    OpenPages(News news) {
        news.whenThereIsSome(this::lookAgain);
    }

    /** Keeps the page, and lets it hear at once that it is; false where it cannot be kept. */
    synchronized boolean open(Page page) {
        if (!running || pages.size() >= AT_MOST) {
            return false;
        }
        pages.add(page);
        loop.wake();
        return true;
    }

    /** The page is gone. */
    void forget(Page page) {
        pages.remove(page);
    }

    int count() {
        return pages.size();
    }

    /** Tells all pages; returns at once. */
    void lookAgain() {
        news.set(true);
        loop.wake();
    }

    /** The only thread that says anything, so that words never mix. */
    private Duration tell() {
        byte[] words = news.getAndSet(false) ? LOOK_AGAIN : STILL_HERE;
        pages.removeIf(page -> !page.say(words));
        return NOT_SILENT_LONGER;
    }

    @Override
    public synchronized void start() {
        running = true;
        loop.start();
    }

    /** Before the server waits for the requests that are open: these would never end. */
    @Override
    public void stop() {
        synchronized (this) {
            running = false;
        }
        Loop.stopAll(Stream.of(loop));
        pages.forEach(Page::hangUp);
        pages.clear();
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
