package dev.orderly.move;

import dev.orderly.messaging.Command;
import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Site;
import dev.orderly.move.Places.Home;
import dev.orderly.move.Side.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The command {@code move}: {@code move <module> to <site>}, {@code move <module> undo} and {@code move <module> status}.
 */
class MoveCommand implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(MoveCommand.class);

    private static final String USAGE =
            "Say \"move <module> to <site>\", \"move <module> undo\" or \"move <module> status\", as in: move notification to notification.";

    private final Login hub;
    private final MoveProperties properties;
    private final Set<String> movable;
    private final Prepare prepare;
    private final Lines lines;
    private final Consumer<Step> after;

    /**
     * @param hub how to get into the hub's database
     * @param movable the modules that can live elsewhere
     * @param release the version of this application
     * @param after is told of each step when it is done
     */
    MoveCommand(
            Login hub,
            MoveProperties properties,
            Set<String> movable,
            @Nullable String release,
            Lines lines,
            Consumer<Step> after) {
        this.hub = hub;
        this.properties = properties;
        this.movable = new TreeSet<>(movable);
        this.prepare = new Prepare(release);
        this.lines = lines;
        this.after = after;
    }

    @Override
    public String run(List<String> arguments) {
        if (arguments.size() < 2) {
            throw new CommandRefused(USAGE);
        }
        String module = arguments.getFirst();
        if (!movable.contains(module)) {
            throw new CommandRefused("There is no module %s that can be moved. There are %s."
                    .formatted(module, String.join(", ", movable)));
        }
        return switch (arguments.get(1)) {
            case "to" -> arguments.size() == 3 ? moveTo(module, arguments.get(2)) : refuse();
            case "undo" -> arguments.size() == 2 ? undo(module) : refuse();
            case "status" -> arguments.size() == 2 ? status(module) : refuse();
            default -> refuse();
        };
    }

    private static String refuse() {
        throw new CommandRefused(USAGE);
    }

    private String moveTo(String module, String site) {
        if (!site.matches(Site.NAME)) {
            throw new CommandRefused("No site can be called %s.".formatted(site));
        }
        try (Side first = Side.ofHub(hub);
                Side second = Side.ofSatellite(properties);
                Connection alone = first.alone("move")) {
            LOG.debug("The lock is in the session {}", alone);
            prepare.refuseOtherVersions(first);
            prepare.refuseOtherVersions(second);
            End hubEnd = prepare.hub(first);
            String name = site.equals(Site.HUB) ? nameOf(second) : site;
            Connect.refuseParted(hubEnd, name);
            End satelliteEnd = prepare.satellite(second, name, hubEnd);
            Optional<Home> atHub = hubEnd.places().home(module);
            String home = atHub.map(Home::site).orElse(Site.HUB);
            if (!home.equals(Site.HUB) && !home.equals(name)) {
                throw new CommandRefused(
                        "%s lives at %s. Move it to the hub first.".formatted(Side.capital(module), home));
            }
            Route route = site.equals(Site.HUB)
                    ? new Route(module, satelliteEnd, hubEnd)
                    : new Route(module, hubEnd, satelliteEnd);
            if (lives(route.to(), module) && !lives(route.from(), module)) {
                return "%s lives at %s already.".formatted(Side.capital(module), site);
            }
            return carry(route);
        } catch (SQLException e) {
            throw new CommandRefused("The hub's database has gone: " + e.getMessage());
        }
    }

    private String carry(Route route) {
        try {
            return new CarryModule(
                            route,
                            Belongings.of(route.module(), route.from()),
                            properties,
                            prepare,
                            lines,
                            words -> LOG.info("{}", words),
                            after)
                    .run();
        } catch (DataAccessException | TransactionException e) {
            throw new CommandRefused(
                    "A database did not do its part: %s. If %s has been stopped, it rests (move %s status shows it) until you run the same command again, which goes on from there, or \"move %s undo\"."
                            .formatted(
                                    NestedExceptionUtils.getMostSpecificCause(e).getMessage(),
                                    route.module(),
                                    route.module(),
                                    route.module()));
        }
    }

    /** Does the module live there, by what is written there? */
    private static boolean lives(End end, String module) {
        return end.places()
                .home(module)
                .map(home -> home.site().equals(end.name()))
                .orElse(end.hub());
    }

    private static String nameOf(Side satellite) {
        Places places = new Places(satellite);
        if (!places.isInstalled()) {
            throw new CommandRefused("The database in orderly.move.satellite-url has no Orderly in it.");
        }
        return places.own().orElseThrow().name();
    }

    private String undo(String module) {
        try (Side first = Side.ofHub(hub);
                Connection alone = first.alone("move")) {
            LOG.debug("The lock is in the session {}", alone);
            prepare.refuseOtherVersions(first);
            End hubEnd = prepare.hub(first);
            Home home = hubEnd.places()
                    .home(module)
                    .orElseThrow(() -> new CommandRefused("%s has never moved.".formatted(Side.capital(module))));
            return home.site().equals(Site.HUB) ? undoOut(module, home, hubEnd) : undoIn(module, home, hubEnd);
        } catch (SQLException e) {
            throw new CommandRefused("The hub's database has gone: " + e.getMessage());
        }
    }

    private String undoOut(String module, Home home, End hubEnd) {
        String goal = home.movingTo();
        if (goal == null) {
            throw new CommandRefused(
                    "%s lives at the hub, and is not on its way anywhere.".formatted(Side.capital(module)));
        }
        Side second;
        try {
            second = Side.ofSatellite(properties);
        } catch (CommandRefused unreachable) {
            LOG.warn("{} It is left as it is: the module does not live there", unreachable.getMessage());
            return undo(new Route(module, hubEnd, End.of(hubEnd.side(), new Site(goal, "", 1, false))), false);
        }
        try (second) {
            return undo(new Route(module, hubEnd, prepare.satellite(second, goal, hubEnd)), true);
        }
    }

    private String undoIn(String module, Home home, End hubEnd) {
        try (Side second = Side.ofSatellite(properties)) {
            End satelliteEnd = prepare.satellite(second, home.site(), hubEnd);
            Home there = satelliteEnd.places().home(module).orElseThrow();
            if (!there.site().equals(home.site())) {
                throw new CommandRefused(
                        home.movingTo() == null
                                ? "%s has left the hub for good. Run \"move %s to %s\" again; then move it back."
                                        .formatted(Side.capital(module), module, home.site())
                                : "%s has left %s for good. Run \"move %s to hub\" again; then move it out again."
                                        .formatted(Side.capital(module), home.site(), module));
            }
            if (there.movingTo() == null) {
                throw new CommandRefused(
                        "%s lives at %s, and is not on its way anywhere. To bring it back: move %s to hub."
                                .formatted(Side.capital(module), home.site(), module));
            }
            return undo(new Route(module, satelliteEnd, hubEnd), true);
        }
    }

    private String undo(Route route, boolean reachable) {
        return new UndoMove(
                        route,
                        Belongings.of(route.module(), route.from()),
                        properties.lockTimeout(),
                        words -> LOG.info("{}", words))
                .run(reachable);
    }

    private String status(String module) {
        try (Side first = Side.ofHub(hub)) {
            String atHub = status(first, module);
            if (properties.satelliteUrl().isBlank()) {
                return atHub;
            }
            try (Side second = Side.ofSatellite(properties)) {
                return atHub + " " + status(second, module);
            }
        }
    }

    private static String status(Side side, String module) {
        Places places = new Places(side);
        if (!places.isInstalled()) {
            return "%s has no Orderly in it.".formatted(Side.capital(side.words()));
        }
        Site own = places.own().orElseThrow();
        String where = places.home(module)
                .map(home -> home.movingTo() == null
                        ? "it lives at %s".formatted(home.site())
                        : "it is on its way from %s to %s".formatted(home.site(), home.movingTo()))
                .orElse(own.hub() ? "it lives at hub and has never moved" : "it has never come here");
        String tables = new Tables(side, java.time.Duration.ZERO)
                        .asideOf(Belongings.of(module, End.of(side, own)).all())
                        .isEmpty()
                ? ""
                : ", and its tables here are set aside";
        return "%s (site %s) says of %s: %s%s."
                .formatted(Side.capital(side.words()), own.name(), module, where, tables);
    }
}
