package dev.orderly.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer as it came over the wire, for requests that no HTTP client would send. */
record RawAnswer(int status, String headers, String body) {

    private static final Pattern CONTENT_LENGTH = Pattern.compile("\r\nContent-Length: (\\d+)\r\n");

    private static final int PATIENCE_MILLIS = 10_000;

    /** Sends the text and reads one answer, whether or not the server closes the connection after it. */
    static RawAnswer to(int port, String request) throws IOException {
        return to(port, request.getBytes(StandardCharsets.ISO_8859_1));
    }

    static RawAnswer to(int port, byte[] request) throws IOException {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            send(socket.getOutputStream(), request);
            String text = receive(socket.getInputStream());
            String[] parts = text.split("\r\n\r\n", 2);
            return new RawAnswer(Integer.parseInt(text.substring(9, 12)), parts[0], parts[1]);
        }
    }

    private static String receive(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            text.append((char) next);
            if (isWhole(text)) {
                break;
            }
        }
        return text.toString();
    }

    private static boolean isWhole(StringBuilder text) {
        int head = text.indexOf("\r\n\r\n");
        Matcher length = CONTENT_LENGTH.matcher(text);
        return (head >= 0 && length.find())
                ? text.length() == head + 4 + Integer.parseInt(length.group(1))
                : text.toString().endsWith("\r\n0\r\n\r\n");
    }

    private static void send(OutputStream out, byte[] request) throws IOException {
        try {
            out.write(request);
            out.flush();
        } catch (SocketException closedEarly) {
            // The answer may be there all the same.
        }
    }
}
