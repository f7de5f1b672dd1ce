package dev.orderly.chaos;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An SMTP server that counts what it took by Message-ID, and that can be made to fail slowly at every step. */
final class Mailroom implements AutoCloseable {

    /** What goes wrong with a mail. */
    private enum Trouble {
        NONE,
        /** 421 at the first word. */
        BUSY,
        /** 450 at RCPT. */
        LATER,
        /** 451 after the message, which is not taken. */
        NOT_NOW,
        /** The line ends in the middle of the message. */
        CUT_IN_DATA,
        /** The message is taken, and the line ends before that is said. */
        ACK_LOST,
        /** The message is taken, and nothing is ever said. */
        SILENT_AFTER_DATA
    }

    private final ServerSocket socket;
    private final Random random;
    private final Queue<String> taken = new ConcurrentLinkedQueue<>();
    private final AtomicInteger acksLost = new AtomicInteger();
    private volatile double troubleShare;

    Mailroom(Random random) {
        this.random = random;
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** From now on so much of what arrives meets trouble, and all of it is slow; 0 ends that. */
    void misbehave(double share) {
        troubleShare = share;
    }

    /** How often each message was taken, by Message-ID without its brackets. */
    Multiset<String> taken() {
        return HashMultiset.create(taken);
    }

    /** How many messages were taken without saying so. */
    int acksLost() {
        return acksLost.get();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket caller = socket.accept();
                Thread.ofVirtual().start(() -> converse(caller));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private Trouble trouble() {
        synchronized (random) {
            return random.nextDouble() < troubleShare
                    ? Trouble.values()[1 + random.nextInt(Trouble.values().length - 1)]
                    : Trouble.NONE;
        }
    }

    private void converse(Socket caller) {
        Trouble trouble = trouble();
        try (caller;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
            if (troubleShare > 0) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            say(caller, trouble == Trouble.BUSY ? "421 busy" : "220 mailroom");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("RCPT") && trouble == Trouble.LATER) {
                    say(caller, "450 later");
                } else if (line.equals("DATA")) {
                    say(caller, "354 go on");
                    if (!take(caller, in, trouble)) {
                        return;
                    }
                } else if (line.equals("QUIT")) {
                    say(caller, "221 bye");
                    return;
                } else {
                    say(caller, "250 ok");
                }
            }
        } catch (IOException gone) {
            // So is this conversation.
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** False where the conversation is over. */
    private boolean take(Socket caller, BufferedReader in, Trouble trouble) throws IOException {
        if (trouble == Trouble.CUT_IN_DATA) {
            in.readLine();
            return false;
        }
        String id = "";
        String line = in.readLine();
        for (; line != null && !line.equals("."); line = in.readLine()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("message-id:")) {
                id = line.replaceAll(".*<(.*)>.*", "$1");
            }
        }
        if (line == null) {
            return false;
        }
        if (trouble == Trouble.NOT_NOW) {
            say(caller, "451 not now");
            return true;
        }
        taken.add(id);
        if (trouble == Trouble.ACK_LOST || trouble == Trouble.SILENT_AFTER_DATA) {
            acksLost.incrementAndGet();
            if (trouble == Trouble.SILENT_AFTER_DATA) {
                in.readLine();
            }
            return false;
        }
        say(caller, "250 taken");
        return true;
    }

    private static void say(Socket caller, String answer) throws IOException {
        caller.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
