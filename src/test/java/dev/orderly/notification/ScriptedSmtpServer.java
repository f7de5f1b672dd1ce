package dev.orderly.notification;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An SMTP server that refuses what the recipient's name tells it to: {@code rcpt-550@…} is refused with 550 at RCPT,
 * {@code data-554@…} with 554 after the message, and {@code hangup@…} finds the line dead after its message was taken.
 * For as many messages as they name, {@code cut-1@…} finds it dead once the message is through, before an answer,
 * {@code silent-1@…} gets none, and {@code busy-2@…} is answered 451.
 */
class ScriptedSmtpServer implements AutoCloseable {

    private final ServerSocket socket;
    private final Queue<String> accepted = new ConcurrentLinkedQueue<>();
    private final Map<String, Queue<String>> messageIds = new ConcurrentHashMap<>();

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

    /** The Message-IDs of all mails to the recipient that came through whole, taken or not. */
    Queue<String> messageIds(String recipient) {
        return messageIds.computeIfAbsent(recipient, nobody -> new ConcurrentLinkedQueue<>());
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
                    messageIds(recipient).add(readMessage(in));
                    boolean again = messageIds(recipient).size() <= times(recipient);
                    if (again && recipient.startsWith("cut-")) {
                        return;
                    } else if (again && recipient.startsWith("busy-")) {
                        say(caller, "451 busy");
                    } else if (!again || !recipient.startsWith("silent-")) {
                        say(caller, take(recipient));
                    }
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

    /** Its Message-ID. */
    private static String readMessage(BufferedReader in) throws IOException {
        String messageId = "";
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            if (line.startsWith("Message-ID: ")) {
                messageId = line.substring("Message-ID: ".length());
            }
        }
        return messageId;
    }

    private static int times(String recipient) {
        Matcher script = Pattern.compile("(?:cut|silent|busy)-(\\d+)\\b.*").matcher(recipient);
        return script.matches() ? Integer.parseInt(script.group(1)) : 0;
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
