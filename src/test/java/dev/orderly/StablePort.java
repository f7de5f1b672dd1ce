package dev.orderly;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a process that dies and comes back. */
public final class StablePort {

    /** Two processes of one test get theirs before either listens. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private static final int OF_EACH_JVM = 5_000;

    /** Of the JVMs that run tests at the same time, each has a range of its own. */
    private static final int FIRST = 20_000 + Integer.getInteger("test.fork", 0) % 2 * OF_EACH_JVM;

    private StablePort() {}

    /** Below the ports that systems give to outgoing connections, so that nobody takes it while the process is dead. */
    public static int any() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(FIRST, FIRST + OF_EACH_JVM);
            if (!GIVEN.add(candidate)) {
                continue;
            }
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.ofLiteral("0.0.0.0"))) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one will do.
            }
        }
    }
}
