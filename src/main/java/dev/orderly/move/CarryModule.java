package dev.orderly.move;

import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Site;
import dev.orderly.move.Places.Home;
import dev.orderly.move.Tables.Fingerprint;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Moves a module from one database to another, from wherever an earlier try has left it. */
class CarryModule {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /** Each process looks once a second where modules live. */
    private static final Duration UNTIL_ALL_HAVE_LOOKED = Duration.ofSeconds(3);

    private static final String ALL_KEYS = "UTC_TIMESTAMP(6) - INTERVAL 24 HOUR";

    private final Route route;
    private final Belongings belongings;
    private final MoveProperties properties;
    private final Prepare prepare;
    private final Lines lines;
    private final Consumer<String> progress;
    private final Consumer<Step> after;
    private final String module;
    private final Side from;
    private final Side to;
    private final Fence fence;

    /**
     * @param progress is told what was done, in a line each
     * @param after is told of each step when it is done
     */
    CarryModule(
            Route route,
            Belongings belongings,
            MoveProperties properties,
            Prepare prepare,
            Lines lines,
            Consumer<String> progress,
            Consumer<Step> after) {
        this.route = route;
        this.belongings = belongings;
        this.properties = properties;
        this.prepare = prepare;
        this.lines = lines;
        this.progress = progress;
        this.after = after;
        this.module = route.module();
        this.from = route.from().side();
        this.to = route.to().side();
        this.fence = new Fence(from);
    }

    /** Moves it; a sentence about what is to be done next. */
    String run() {
        if (hasLeft()) {
            arrive();
            return "%s lives at %s.".formatted(Side.capital(module), route.to().name());
        }
        refuseOtherMoves();
        prepare();
        long begun = System.nanoTime();
        announce();
        awaitPutDown();
        fence.close(module);
        done(
                Step.FENCED,
                "Older processes of %s are turned away.".formatted(route.from().name()));
        tablesOf(from).setAside(belongings.all());
        done(Step.SET_ASIDE, "The tables are out of reach in %s.".formatted(from.words()));
        copyTables();
        awaitTold();
        leave();
        arrive();
        Duration pause = Duration.ofNanos(System.nanoTime() - begun);
        return "%s lives at %s. It rested for %.1f s."
                .formatted(Side.capital(module), route.to().name(), pause.toMillis() / 1000.0);
    }

    /** A row that names where it goes may also be that of a move the other way, which has not arrived. */
    private boolean hasLeft() {
        return home().filter(home -> home.site().equals(route.to().name()) && home.movingTo() == null)
                .isPresent();
    }

    private Optional<Home> home() {
        return route.from().places().home(module);
    }

    private void refuseOtherMoves() {
        home().map(Home::movingTo)
                .filter(goal -> !goal.equals(route.to().name()))
                .ifPresent(goal -> {
                    throw new CommandRefused(
                            "%s is on its way to %s. Finish that move (move %s to %s), or undo it (move %s undo)."
                                    .formatted(Side.capital(module), goal, module, goal, module));
                });
        if (route.to()
                .places()
                .home(module)
                .filter(home -> home.site().equals(route.to().name()))
                .isPresent()) {
            throw new CommandRefused(
                    "%s says that %s lives there already, and %s that it does not. One of the two databases was restored from a backup; see docs/moving-a-module.md."
                            .formatted(Side.capital(to.words()), module, from.words()));
        }
    }

    private void prepare() {
        boolean begun = home().filter(home -> home.movingTo() != null).isPresent();
        prepare.checkRights(route.from());
        prepare.checkRights(route.to());
        Connect.check(route.hub(), route.satellite());
        lines.open(route, route.hub().places().shards());
        if (!begun
                || tablesOf(to).asideOf(belongings.all()).size()
                        < belongings.all().size()) {
            prepare.makeRoom(route, belongings, properties.lockTimeout());
        }
        Handled soFar = FindHandled.along(route);
        new CheckLogs(route, begun).run(soFar);
        if (!Connect.isTold(route.hub())) {
            throw new CommandRefused(
                    "No process of the hub has told the broker anything yet. Give them the broker's properties and start them again; otherwise the sites do not hear of each other.");
        }
        Map<Integer, Long> fromHub = new HashMap<>();
        soFar.shards().forEach(shard -> fromHub.put(shard, soFar.upTo(shard, Site.HUB)));
        new Connect(route.hub(), route.satellite()).run(fromHub);
        fence.begin(module, home().map(Home::move).orElse(0) + 1);
        long keys = begun ? 0 : new Luggage(from, to).keys(ALL_KEYS);
        done(
                Step.PREPARED,
                "%s is ready for %s; %d keys of calls were copied.".formatted(Side.capital(to.words()), module, keys));
    }

    private void announce() {
        if (home().filter(home -> route.to().name().equals(home.movingTo())).isEmpty()) {
            int here = home().map(Home::move).orElse(0);
            int there = route.to().places().home(module).map(Home::move).orElse(0);
            Home moving = new Home(route.from().name(), route.to().name(), Math.max(here, there) + 1);
            route.to().places().setHome(module, moving);
            route.from().places().setHome(module, moving);
        }
        done(
                Step.ANNOUNCED,
                "%s stops at %s.".formatted(Side.capital(module), route.from().name()));
    }

    private void awaitPutDown() {
        Optional<Integer> processes = route.from().places().processesWith(module);
        if (processes.isEmpty()) {
            LockSupport.parkNanos(Math.min(
                    UNTIL_ALL_HAVE_LOOKED.toNanos(), properties.patience().toNanos()));
            done(Step.PUT_DOWN, "Every process has had the time to see it.");
            return;
        }
        long deadline = System.nanoTime() + properties.patience().toNanos();
        while (processes.orElse(0) > 0 && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            processes = route.from().places().processesWith(module);
        }
        done(
                Step.PUT_DOWN,
                processes.orElse(0) == 0
                        ? "No process of %s runs it any more."
                                .formatted(route.from().name())
                        : "Processes of %s have not said that they stopped it: %d; the fence stops them."
                                .formatted(route.from().name(), processes.orElse(0)));
    }

    private void copyTables() {
        CopyRows copy = new CopyRows(from, to);
        long rows = 0;
        for (String table : belongings.all()) {
            rows += copyTable(copy, table);
        }
        done(
                Step.COPIED,
                "%d rows in %d tables are the same in both databases."
                        .formatted(rows, belongings.all().size()));
    }

    /** What is there already and the same, as after an earlier try, is not copied again. */
    private long copyTable(CopyRows copy, String table) {
        String name = Tables.aside(table);
        Tables here = tablesOf(from);
        Tables there = tablesOf(to);
        List<Column> columns = here.columns(name);
        if (!columns.equals(there.columns(name)) && from.isMariaDb() == to.isMariaDb()) {
            throw new CommandRefused("The columns of %s differ between the databases.".formatted(table));
        }
        List<Column> compared = columns.stream()
                .filter(column -> from.isMariaDb() == to.isMariaDb()
                        || !(column.isWrittenInSeveralWays() || isJson(there, name, column)))
                .toList();
        boolean perhapsThere = !there.isEmpty(name);
        Fingerprint original = here.fingerprint(name, compared);
        if (!perhapsThere || !there.fingerprint(name, compared).equals(original)) {
            there.empty(List.of(table));
            copy.table(name, name, columns);
            Fingerprint copied = there.fingerprint(name, compared);
            if (!copied.equals(original)) {
                throw new CommandRefused(
                        "The table %s is not the same in both databases after it was copied: %s here, %s there. Run the command again, or undo; if it happens again, that is a bug."
                                .formatted(table, original, copied));
            }
        }
        Long next = here.nextNumber(name);
        if (next != null) {
            there.setNextNumber(name, next);
        }
        return original.rows();
    }

    /** What it says from there on must not be heard before what it has said here. */
    private void awaitTold() {
        UnderWay underWay = new UnderWay(route.from(), route.to());
        long deadline = System.nanoTime() + properties.lockTimeout().toNanos();
        while (underWay.isAnythingOf(module)) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandRefused(
                        "Events that %s has published at %s have not arrived at %s for longer than %s. See that both sites have processes with the broker's properties, and what keeps the events (GET /api/messaging/bridge); then run the command again, or undo."
                                .formatted(
                                        module, route.from().name(), route.to().name(), properties.lockTimeout()));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        done(
                Step.TOLD,
                "What it has published has arrived at %s.".formatted(route.to().name()));
    }

    private static boolean isJson(Tables tables, String table, Column column) {
        return tables.columns(table).stream()
                .anyMatch(other -> other.name().equals(column.name()) && other.isWrittenInSeveralWays());
    }

    /**
     * Lets the module go. Its cursors and its home are locked here until it has gone, so that nobody changes what waits for
     * it after that was copied, and no other command does the same.
     */
    private void leave() {
        from.inTransaction(() -> {
            boolean stillOn = route.from()
                    .places()
                    .lockHome(module)
                    .filter(home -> home.site().equals(route.from().name())
                            && route.to().name().equals(home.movingTo()))
                    .isPresent();
            if (!stillOn) {
                throw new CommandRefused("Somebody else has undone this move.");
            }
            fence.lockCursors(module);
            Map<Integer, Long> cursors = to.inTransaction(this::settle);
            done(Step.SETTLED, "It will go on behind %s.".formatted(cursors));
            Luggage luggage = new Luggage(from, to);
            String packed = luggage.copy(module, cursors);
            // Calls that had begun before the first look may have been open for a while.
            long keys = luggage.keys("TIMESTAMP'%s' - INTERVAL 10 MINUTE"
                    .formatted(fence.keysSince(module).orElseThrow()));
            done(Step.PACKED, "%s, %d keys of calls came along.".formatted(packed, keys));
            tablesOf(to).bringBack(belongings.all());
            done(Step.NAMED, "The tables are in reach in %s.".formatted(to.words()));
            int move = home().map(Home::move).orElseThrow();
            route.from().places().setHome(module, new Home(route.to().name(), null, move));
            new Settle(route.from()).forget(module);
            Luggage.unpack(from, module);
            fence.end(module);
        });
        done(
                Step.LEFT,
                "%s has left %s for good."
                        .formatted(Side.capital(module), route.from().name()));
    }

    /** Nothing is cleaned up where it goes between the look at what is kept there and the module's having cursors there. */
    private Map<Integer, Long> settle() {
        new Fence(to).lockGuard();
        Handled handled = FindHandled.along(route);
        new CheckLogs(route, true).run(handled);
        return new Settle(route.to()).run(module, fence.declared(module).orElse(null), handled);
    }

    /** Lets it live where it went. From here on there is no way but onwards. */
    private void arrive() {
        // Before the rest, as a module that has arrived is looked at no more.
        Tables here = tablesOf(from);
        List<String> companions = here.asideOf(belongings.companions());
        here.empty(companions);
        here.bringBack(companions);
        int move = home().map(Home::move).orElseThrow();
        to.inTransaction(() -> {
            boolean lives = route.to()
                    .places()
                    .lockHome(module)
                    .filter(home -> home.site().equals(route.to().name()))
                    .isPresent();
            if (!lives) {
                new Fence(to).release(module);
                route.to().places().setHome(module, new Home(route.to().name(), null, move));
            }
        });
        done(
                Step.ARRIVED,
                "%s has come to %s.".formatted(Side.capital(module), route.to().name()));
    }

    private Tables tablesOf(Side side) {
        return new Tables(side, properties.lockTimeout());
    }

    private void done(Step step, String words) {
        progress.accept(words);
        after.accept(step);
    }
}
