package dev.orderly;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line to the database, or to any other server, that can be cut, and that can fall silent. */
public final class Cable implements AutoCloseable {

    private enum State {
        WHOLE,
        CUT,
        SILENT
    }

    private final ServerSocket end;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private State state = State.WHOLE;
    private volatile URI target = URI.create("none://localhost:1");

    public Cable() {
        this(0);
    }

    private Cable(int at) {
        try {
            end = new ServerSocket(at, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    /** A cable that leads to the server at this address, which need not be there yet. */
    public Cable(String host, int port) {
        this();
        target = URI.create("tcp://" + host + ":" + port);
    }

    /** A cable to be found at this port of 127.0.0.1, for a server whose address those who connect have from itself. */
    public static Cable at(int port, String host) {
        Cable cable = new Cable(port);
        cable.target = URI.create("tcp://" + host + ":" + port);
        return cable;
    }

    /** The port on 127.0.0.1 at which whoever goes by this cable connects; the same for as long as there is the cable. */
    public int port() {
        return end.getLocalPort();
    }

    /** The JDBC URL that leads through this cable to the server of the given one. */
    public String to(String jdbcUrl) {
        target = URI.create(jdbcUrl.substring("jdbc:".length()));
        return jdbcUrl.replace(target.getAuthority(), "127.0.0.1:" + port());
    }

    /** Ends every connection, and refuses new ones. */
    public synchronized void cut() {
        state = State.CUT;
        wires.forEach(Wire::close);
    }

    /**
     * Swallows whatever is sent, and tells neither end: so does a network that drops packets. The connections of this
     * time stay dead when the cable is whole again, as those do that a firewall has forgotten.
     */
    public synchronized void silence() {
        state = State.SILENT;
        wires.forEach(wire -> wire.dead = true);
    }

    public synchronized void mend() {
        state = State.WHOLE;
    }

    @Override
    public void close() throws IOException {
        end.close();
        wires.forEach(Wire::close);
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
        switch (state) {
            case CUT -> near.close();
            case SILENT -> wires.add(new Wire(near, near));
            case WHOLE -> {
                Socket far = far(near);
                // It passes on what it gets as it gets it, and does not wait for more.
                near.setTcpNoDelay(true);
                far.setTcpNoDelay(true);
                Wire wire = new Wire(near, far);
                wires.add(wire);
                Thread.ofVirtual().start(() -> wire.pump(near, wire.far));
                Thread.ofVirtual().start(() -> wire.pump(wire.far, near));
            }
        }
    }

    private Socket far(Socket near) throws IOException {
        try {
            return new Socket(target.getHost(), target.getPort());
        } catch (IOException serverIsAway) {
            near.close();
            throw serverIsAway;
        }
    }

    /** One connection. */
    private static final class Wire {

        private final Socket near;
        private final Socket far;
        private volatile boolean dead;

        Wire(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        void pump(Socket from, Socket to) {
            byte[] bytes = new byte[8192];
            try {
                InputStream in = from.getInputStream();
                for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                    if (!dead) {
                        to.getOutputStream().write(bytes, 0, length);
                    }
                }
            } catch (IOException cut) {
                // Both ends are closed below.
            }
            if (!dead) {
                close();
            }
        }

        void close() {
            for (Socket socket : List.of(near, far)) {
                try {
                    socket.close();
                } catch (IOException gone) {
                    // Nothing is left to close.
                }
            }
        }
    }
}
