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

    /**
     * Where a module is, as of which of its moves. One that has gone and come back since the last look is there as before,
     * and yet has another place in the log, which whoever had taken it up before does not know.
     */
    private record Stay(Where where, int move) {}

    private volatile Map<String, Stay> stays = Map.of();
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
        stays = judge(rows);
        movable.stream().filter(this::isHere).forEach(held::add);
    }

    /** Is all as the database says? */
    boolean agree(List<Home> rows) {
        return stays.equals(judge(rows));
    }

    /**
     * Has modules taken up or put down as the database says.
     *
     * @throws RuntimeException where one cannot be taken up, which is then tried again at the next look; the others are
     */
    void look(List<Home> rows, Mover mover) {
        Map<String, Stay> before = stays;
        Map<String, Stay> after = judge(rows);
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

    private void move(String module, Map<String, Stay> before, Map<String, Stay> after, Mover mover) {
        Stay was = Objects.requireNonNull(before.get(module));
        Stay is = Objects.requireNonNull(after.get(module));
        if (was.equals(is)) {
            return;
        }
        if (was.where() == Where.HERE) {
            show(module, is.where() == Where.HERE ? new Stay(Where.MOVING, is.move()) : is);
            mover.putDown(module);
            held.remove(module);
        }
        if (is.where() == Where.HERE) {
            held.add(module);
            mover.takeUp(module);
        }
        show(module, is);
    }

    /** A module is shown as away before it is put down, and as here only once it has been taken up. */
    private void show(String module, Stay stay) {
        Map<String, Stay> shown = new HashMap<>(stays);
        shown.put(module, stay);
        stays = Map.copyOf(shown);
    }

    private Map<String, Stay> judge(Collection<Home> rows) {
        Site here = Objects.requireNonNull(own);
        Map<String, Stay> judged = new HashMap<>();
        for (String module : movable) {
            judged.put(module, new Stay(here.hub() ? Where.HERE : Where.ELSEWHERE, 0));
        }
        for (Home row : rows) {
            judged.computeIfPresent(row.module(), (module, unmoved) -> new Stay(where(row, here), row.move()));
        }
        return Map.copyOf(judged);
    }

    private static Where where(Home row, Site here) {
        if (!row.site().equals(here.name())) {
            return Where.ELSEWHERE;
        }
        return row.movingTo() == null ? Where.HERE : Where.MOVING;
    }

    @Override
    public Where of(String module) {
        Stay stay = stays.get(module);
        if (stay != null) {
            return stay.where();
        }
        return everywhere.contains(module) ? Where.ELSEWHERE : Where.HERE;
    }

    /** Those of the modules that this process runs, or has not yet finished with. */
    List<String> held() {
        return held.stream().sorted().toList();
    }

    boolean isHere(String module) {
        return of(module) == Where.HERE;
    }
}
