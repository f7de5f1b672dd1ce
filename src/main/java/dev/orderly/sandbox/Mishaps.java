package dev.orderly.sandbox;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/** Lets a share of the calls and callbacks go wrong, for rehearsals; none unless the configuration asks for it. */
class Mishaps {

    /** Longer than any client waits. */
    private static final Duration HANG = Duration.ofMinutes(1);

    private final SandboxProperties properties;

    Mishaps(SandboxProperties properties) {
        this.properties = properties;
    }

    /** What happens to a call of the API; pages, and the lists that tell what really happened, are always served. */
    Optional<Mishap> ofCall(Request request) {
        return switch (request.route()) {
            case "POST sessions", "GET sessions *", "POST refunds" -> struck() ? Optional.of(any()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** How often a callback is made that should be made so many times: as often, twice as often or never. */
    int callbacks(int wanted) {
        if (!struck()) {
            return wanted;
        }
        return ThreadLocalRandom.current().nextBoolean() ? 0 : 2 * wanted;
    }

    /** How long the call takes until then. */
    Duration drawnOut(Mishap mishap) {
        long most = properties.failureDelay().toMillis();
        return mishap == Mishap.HANGING
                ? HANG
                : Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }

    private boolean struck() {
        return ThreadLocalRandom.current().nextDouble() < properties.failureRate();
    }

    private static Mishap any() {
        Mishap[] all = Mishap.values();
        return all[ThreadLocalRandom.current().nextInt(all.length)];
    }
}
