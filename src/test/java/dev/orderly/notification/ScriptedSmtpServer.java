package dev.orderly.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * An SMTP server that refuses what the recipient's name tells it to: {@code rcpt-550@…} is refused with 550 at RCPT,
 * {@code data-554@…} with 554 after the message, and {@code hangup@…} finds the line dead after its message was taken.
 */
class ScriptedSmtpServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();

    ScriptedSmtpServer() {
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

    /** The recipients whose mails were taken. */
    Queue<String> accepted() {
        return accepted;
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

    private void converse(Socket caller) {
        try (caller;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(caller.getInputStream(), StandardCharsets.UTF_8))) {
            say(caller, "220 scripted");
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.startsWith("RCPT TO:<")) {
                    recipient = line.substring("RCPT TO:<".length(), line.indexOf('>'));
                    say(caller, answer("rcpt", recipient));
                } else if (line.equals("DATA")) {
                    say(caller, "354 go on");
                    skipMessage(in);
                    say(caller, take(recipient));
                } else if (line.equals("QUIT")) {
                    return;
                } else {
                    say(
                            caller,
                            line.startsWith("MAIL FROM")
                                    ? answer("mail", line.replaceAll(".*<(.*)@.*", "$1@"))
                                    : "250 ok");
                }
                if (recipient.startsWith("hangup@") && accepted.contains(recipient)) {
                    return;
                }
            }
        } catch (IOException gone) {
            // So is this conversation.
        }
    }

    private String take(String recipient) {
        String answer = answer("data", recipient);
        if (answer.startsWith("250")) {
            accepted.add(recipient);
        }
        return answer;
    }

    private static void skipMessage(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line != null && !line.equals(".")) {
            line = in.readLine();
        }
    }

    private static String answer(String step, String script) {
        return script.startsWith(step + "-")
                ? script.substring(step.length() + 1, script.indexOf('@')) + " as the script says"
                : "250 ok";
    }

    private static void say(Socket caller, String answer) throws IOException {
        caller.getOutputStream().write((answer + "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
