package dev.orderly.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Which headers go with a request that is passed on, and which come back with its answer (RFC 9110, section 7.6). */
final class PassedHeaders {

    static final String VIA = "Via";

    /** What stands in Via for a process of this application. */
    private static final String PSEUDONYM = "1.1 orderly";

    /** They are between two neighbours, and each pair has its own. */
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The client says these by itself. */
    private static final Set<String> OF_THE_CLIENT = Set.of("host", "content-length", "expect");

    private PassedHeaders() {}

    /** Has a process of this application passed the request on? */
    static boolean showAProcessOfOurs(HttpServletRequest request) {
        return values(request, VIA).stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .anyMatch(hop -> hop.strip().equalsIgnoreCase(PSEUDONYM));
    }

    /**
     * Copies a request's headers, and says whom it comes from. Whatever a proxy in front said of that has been taken in,
     * and is in the request.
     *
     * @throws HeaderInvalid where one cannot be passed on as it is
     */
    static void copy(HttpServletRequest from, HttpRequest.Builder to) {
        Set<String> dropped = dropped(values(from, "Connection"));
        dropped.addAll(OF_THE_CLIENT);
        dropped.add("forwarded");
        for (String name : Collections.list(names(from))) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!dropped.contains(lower) && !lower.startsWith("x-forwarded-")) {
                values(from, name).forEach(value -> to.header(name, ascii(name, value)));
            }
        }
        to.header(VIA, PSEUDONYM);
        to.header("X-Forwarded-For", from.getRemoteAddr());
        to.header("X-Forwarded-Proto", from.getScheme());
        to.header("X-Forwarded-Host", from.getServerName());
        to.header("X-Forwarded-Port", String.valueOf(from.getServerPort()));
        if (!from.getContextPath().isEmpty()) {
            to.header("X-Forwarded-Prefix", from.getContextPath());
        }
    }

    /** In a header the client writes a question mark for whatever is not in ASCII, and two keys would become one. */
    private static String ascii(String name, String value) {
        if (value.chars().anyMatch(character -> character > '~')) {
            throw new HeaderInvalid(name);
        }
        return value;
    }

    static void copy(HttpHeaders from, HttpServletResponse to) {
        Set<String> dropped = dropped(from.allValues("Connection"));
        from.map().forEach((name, values) -> {
            if (!dropped.contains(name.toLowerCase(Locale.ROOT))) {
                to.setHeader(name, values.getFirst());
                values.stream().skip(1).forEach(value -> to.addHeader(name, value));
            }
        });
    }

    private static Set<String> dropped(List<String> connection) {
        Set<String> dropped = new HashSet<>(OF_THE_CONNECTION);
        connection.stream()
                .flatMap(value -> Stream.of(value.split(",")))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .forEach(dropped::add);
        return dropped;
    }

    private static Enumeration<String> names(HttpServletRequest request) {
        Enumeration<String> names = request.getHeaderNames();
        return names == null ? Collections.emptyEnumeration() : names;
    }

    private static List<String> values(HttpServletRequest request, String name) {
        Enumeration<String> values = request.getHeaders(name);
        return values == null ? List.of() : Collections.list(values);
    }
}
