package dev.orderly;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port for a process that dies and comes back. */
public final class StablePort {

    private StablePort() {}

    /** Below the ports that systems give to outgoing connections, so that nobody takes it while the process is dead. */
    public static int any() {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket free = new ServerSocket(candidate, 1, InetAddress.ofLiteral("0.0.0.0"))) {
                return free.getLocalPort();
            } catch (IOException taken) {
                // Another one will do.
            }
        }
    }
}
