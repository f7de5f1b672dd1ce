package dev.orderly.sandbox;

import dev.orderly.messaging.Ids;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Opens a session, once for each idempotency key. */
class OpenSession {

    private final Sessions sessions;
    private final SandboxProperties properties;
    private final Callbacks callbacks;

    OpenSession(Sessions sessions, SandboxProperties properties, Callbacks callbacks) {
        this.sessions = sessions;
        this.properties = properties;
        this.callbacks = callbacks;
    }

    Session open(String idempotencyKey, Order order) {
        Session session = order.session();
        if (sessions.insert(session, idempotencyKey, properties.delay())) {
            callbacks.wakeIn(properties.delay());
            return session;
        }
        Session first = sessions.ofKey(idempotencyKey);
        if (!first.reference().equals(session.reference())
                || first.amountMinor() != session.amountMinor()
                || !first.currency().equals(session.currency())) {
            throw new Refusal(409, "This Idempotency-Key was used for another session");
        }
        return first;
    }

    /** What the caller wants paid. */
    record Order(
            @Nullable String reference,
            @Nullable String orderId,
            @Nullable String customerEmail,
            @Nullable String currency,
            long amountMinor,
            @Nullable String callbackUrl) {

        private Session session() {
            String email = required("customerEmail", customerEmail, 320);
            if (amountMinor < 0) {
                throw new Refusal(400, "amountMinor is negative");
            }
            return new Session(
                    Ids.next(),
                    required("reference", reference, 255),
                    required("orderId", orderId, 255),
                    email,
                    required("currency", currency, 3),
                    amountMinor,
                    address(required("callbackUrl", callbackUrl, 2048)),
                    Behaviour.of(email),
                    SessionStatus.OPEN,
                    Ids.next(),
                    0,
                    Duration.ZERO);
        }

        private static String required(String name, @Nullable String value, int longest) {
            if (value == null || value.isBlank() || value.length() > longest) {
                throw new Refusal(400, "%s must have 1 to %d characters".formatted(name, longest));
            }
            return value;
        }

        private static String address(String url) {
            try {
                if (URI.create(url).toURL().getHost().isEmpty() || !url.startsWith("http")) {
                    throw new Refusal(400, "callbackUrl must be an http or https address");
                }
                return url;
            } catch (IllegalArgumentException | java.net.MalformedURLException nonsense) {
                throw new Refusal(400, "callbackUrl must be an http or https address");
            }
        }
    }
}
