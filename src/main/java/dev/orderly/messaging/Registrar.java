package dev.orderly.messaging;

import dev.orderly.messaging.Cursors.Consumer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Records what each module consumes, so that of two versions running side by side only the newer one handles events:
 * the older would pass over types that it does not know, and could not read their newer versions.
 *
 * <p>A type is recorded under its name for its first version, and once more for each further version that is read:
 * {@code order.placed,order.placed/2}. So who reads more has recorded more.
 */
class Registrar {

    private final EventCatalog catalog;
    private final EventLog log;
    private final Function<String, Skips> skips;

    Registrar(EventCatalog catalog, EventLog log) {
        this(catalog, log, module -> Skips.NONE);
    }

    /** @param skips tells what a module had handled before it came here */
    Registrar(EventCatalog catalog, EventLog log, Function<String, Skips> skips) {
        this.catalog = catalog;
        this.log = log;
        this.skips = skips;
    }

    /**
     * Records the subscription, or finds it outdated.
     *
     * @throws IllegalStateException where the recorded types are neither older nor newer
     */
    Registration register(Subscription subscription) {
        List<EventDescriptor<?>> events = subscription.types().stream()
                .<EventDescriptor<?>>map(catalog::descriptor)
                .toList();
        Set<String> read = events.stream().flatMap(Registrar::versions).collect(Collectors.toUnmodifiableSet());
        return Objects.requireNonNull(log.transaction().execute(status -> {
            Optional<Consumer> recorded = log.cursors().lockConsumer(subscription.module());
            long generation =
                    recorded.isPresent() ? renew(subscription, read, recorded.get()) : join(subscription, read);
            return new Registration(
                    subscription,
                    events.stream().map(EventDescriptor::type).collect(Collectors.toUnmodifiableSet()),
                    generation,
                    skips.apply(subscription.module()));
        }));
    }

    private static Stream<String> versions(EventDescriptor<?> event) {
        return Stream.concat(
                Stream.of(event.type()),
                IntStream.rangeClosed(2, event.version()).mapToObj(version -> event.type() + "/" + version));
    }

    private long join(Subscription subscription, Set<String> types) {
        log.cursors().lockGuard();
        log.cursors().insertConsumer(subscription.module(), new Consumer(subscription.revision(), types, 1));
        Map<Integer, Long> heads = log.outbox().lockSequence();
        heads.forEach((shard, head) -> {
            long start = switch (subscription.start()) {
                case OLDEST -> beforeOldest(shard, head);
                case NOW -> head;
            };
            log.cursors().insertCursor(subscription.module(), shard, start, 1);
        });
        return 1;
    }

    /** Not 0, which would count as behind what was cleaned up long ago. */
    private long beforeOldest(int shard, long head) {
        @Nullable Long oldest = log.outbox().oldest(shard);
        return oldest == null ? head : oldest - 1;
    }

    private long renew(Subscription subscription, Set<String> types, Consumer recorded) {
        int newer = Integer.compare(subscription.revision(), recorded.revision());
        if (newer == 0 && types.equals(recorded.types())) {
            return recorded.generation();
        }
        if (newer > 0 || (newer == 0 && types.containsAll(recorded.types()))) {
            long generation = recorded.generation() + 1;
            log.cursors()
                    .updateConsumer(subscription.module(), new Consumer(subscription.revision(), types, generation));
            return generation;
        }
        if (newer < 0 || recorded.types().containsAll(types)) {
            return Registration.OUTDATED;
        }
        throw new IllegalStateException(
                "The module %s consumes %s, but the database has %s under the same revision %d; raise the subscription's revision"
                        .formatted(subscription.module(), types, recorded.types(), recorded.revision()));
    }
}
