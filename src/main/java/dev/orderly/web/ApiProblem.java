package dev.orderly.web;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * A refusal that the caller can do something about. Each module names its own; this package turns them all into RFC 9457
 * problem+json.
 */
public abstract class ApiProblem extends RuntimeException {

    private static final Set<String> OF_EVERY_PROBLEM = Set.of("type", "title", "status", "detail", "instance");

    private final HttpStatus status;
    private final String type;
    private final String title;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final HttpHeaders headers = new HttpHeaders();

    /**
     * @param status the HTTP status to answer with
     * @param type the last part of the problem's stable type, such as {@code order-not-found}
     * @param title what kind of problem it is, the same for every occurrence
     * @param detail what went wrong this time and what to do about it
     */
    protected ApiProblem(HttpStatus status, String type, String title, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.type = type;
        this.title = title;
    }

    /** Adds an extension member (RFC 9457 section 3.2) to the answer, such as the id at fault. */
    protected final void member(String name, Object value) {
        if (OF_EVERY_PROBLEM.contains(name)) {
            throw new IllegalArgumentException("Every problem has a member " + name + " of its own");
        }
        members.put(name, value);
    }

    /** Tells the caller when to try again. */
    protected final void retryAfter(int seconds) {
        headers.set(HttpHeaders.RETRY_AFTER, String.valueOf(seconds));
    }

    /** What went wrong this time and what to do about it. */
    @Override
    public final String getMessage() {
        return Objects.requireNonNull(super.getMessage());
    }

    final HttpStatus status() {
        return status;
    }

    final String type() {
        return type;
    }

    final String title() {
        return title;
    }

    final Map<String, Object> members() {
        return members;
    }

    final HttpHeaders headers() {
        return headers;
    }
}
