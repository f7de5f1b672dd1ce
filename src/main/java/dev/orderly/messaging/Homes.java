package dev.orderly.messaging;

import dev.orderly.messaging.Sites.Home;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which of the modules that this process could run live here. What has never moved lives in the hub; a satellite takes no
 * module before it was brought there.
 */
class Homes implements ModulePresence {

    /** Is told of a module that comes or goes. */
    interface Mover {

        void takeUp(String module);

        void putDown(String module);
    }

    private final Set<String> movable;
    private final Set<String> everywhere;
    /** Those that this process has taken up and not yet let go of. */
    private final Set<String> held = ConcurrentHashMap.newKeySet();

    private volatile Map<String, Where> presence = Map.of();
    private @Nullable Site own;

    /**
     * @param movable the modules that run in this process and can live elsewhere
     * @param everywhere those that run in any process and can live elsewhere
     */
    Homes(Set<String> movable, Set<String> everywhere) {
        this.movable = movable;
        this.everywhere = everywhere;
    }

    /** Begins to know, from what the database says. */
    void begin(Site site, List<Home> rows) {
        own = site;
        presence = judge(rows);
        movable.stream().filter(this::isHere).forEach(held::add);
    }

    /** Is all as the database says? */
    boolean agree(List<Home> rows) {
        return presence.equals(judge(rows));
    }

    /**
     * Has modules taken up or put down as the database says.
     *
     * @throws RuntimeException where one cannot be taken up, which is then tried again at the next look; the others are
     */
    void look(List<Home> rows, Mover mover) {
        Map<String, Where> before = presence;
        Map<String, Where> after = judge(rows);
        List<RuntimeException> failures = new ArrayList<>();
        for (String module : movable) {
            try {
                move(module, before, after, mover);
            } catch (RuntimeException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            RuntimeException first = failures.removeFirst();
            failures.forEach(first::addSuppressed);
            throw first;
        }
    }

    private void move(String module, Map<String, Where> before, Map<String, Where> after, Mover mover) {
        boolean was = before.get(module) == Where.HERE;
        boolean is = after.get(module) == Where.HERE;
        if (was && !is) {
            show(module, after);
            mover.putDown(module);
            held.remove(module);
        } else if (is && !was) {
            held.add(module);
            mover.takeUp(module);
        }
        show(module, after);
    }

    /** A module is shown as away before it is put down, and as here only once it has been taken up. */
    private void show(String module, Map<String, Where> after) {
        Map<String, Where> shown = new HashMap<>(presence);
        shown.put(module, Objects.requireNonNull(after.get(module)));
        presence = Map.copyOf(shown);
    }

    private Map<String, Where> judge(Collection<Home> rows) {
        Site here = Objects.requireNonNull(own);
        Map<String, Where> judged = new HashMap<>();
        for (String module : movable) {
            judged.put(module, here.hub() ? Where.HERE : Where.ELSEWHERE);
        }
        for (Home row : rows) {
            judged.computeIfPresent(row.module(), (module, unmoved) -> {
                if (!row.site().equals(here.name())) {
                    return Where.ELSEWHERE;
                }
                return row.movingTo() == null ? Where.HERE : Where.MOVING;
            });
        }
        return Map.copyOf(judged);
    }

    @Override
    public Where of(String module) {
        return presence.getOrDefault(module, everywhere.contains(module) ? Where.ELSEWHERE : Where.HERE);
    }

    /** Those of the modules that this process runs, or has not yet finished with. */
    List<String> held() {
        return held.stream().sorted().toList();
    }

    boolean isHere(String module) {
        return of(module) == Where.HERE;
    }
}
