package dev.orderly.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to the database that can be cut. */
class Cable {

    private final ServerSocket end;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private boolean whole = true;
    private volatile URI target = URI.create("none://localhost:1");

    Cable() {
        try {
            end = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** The JDBC URL that leads through this cable to the server of the given one. */
    String to(String jdbcUrl) {
        target = URI.create(jdbcUrl.substring("jdbc:".length()));
        return jdbcUrl.replace(target.getAuthority(), "127.0.0.1:" + end.getLocalPort());
    }

    synchronized void cut() {
        whole = false;
        sockets.forEach(Cable::close);
    }

    synchronized void mend() {
        whole = true;
    }

    private void accept() {
        while (!end.isClosed()) {
            try {
                connect(end.accept());
            } catch (IOException away) {
                // The caller sees its connection end.
            }
        }
    }

    private synchronized void connect(Socket near) throws IOException {
        if (!whole) {
            near.close();
            return;
        }
        Socket far = new Socket(target.getHost(), target.getPort());
        sockets.add(near);
        sockets.add(far);
        Thread.ofVirtual().start(() -> pump(near, far));
        Thread.ofVirtual().start(() -> pump(far, near));
    }

    private void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // Both ends are closed below.
        }
        close(from);
        close(to);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // Nothing is left to close.
        }
    }
}
