package dev.orderly.move;

import dev.orderly.messaging.Command;
import dev.orderly.messaging.CommandRefused;
import dev.orderly.messaging.Site;
import dev.orderly.move.Side.Login;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The command {@code part <site>}, by which the hub and a satellite where no module lives any more stop exchanging events
 * for good; {@code part <site> lost} does so where the satellite's database is gone. Run again, it goes on where it was.
 */
class PartCommand implements Command {

    private static final Logger LOG = LoggerFactory.getLogger(PartCommand.class);

    private static final String USAGE =
            "Say \"part <site>\", or \"part <site> lost\" where its database is gone for good, as in: part notification.";
    private static final String LOST = "lost";

    private final Login hub;
    private final MoveProperties properties;
    private final Prepare prepare;
    private final Lines lines;

    /**
     * @param hub how to get into the hub's database
     * @param release the version of this application
     */
    PartCommand(Login hub, MoveProperties properties, @Nullable String release, Lines lines) {
        this.hub = hub;
        this.properties = properties;
        this.prepare = new Prepare(release);
        this.lines = lines;
    }

    @Override
    public String run(List<String> arguments) {
        boolean lost = arguments.size() == 2 && arguments.getLast().equals(LOST);
        if (arguments.size() != (lost ? 2 : 1)) {
            throw new CommandRefused(USAGE);
        }
        String site = arguments.getFirst();
        try (Side first = Side.ofHub(hub);
                Connection alone = first.alone("move")) {
            LOG.debug("The lock is in the session {}", alone);
            prepare.refuseOtherVersions(first);
            End hubEnd = prepare.hub(first);
            String id = hubEnd.places()
                    .idOf(site)
                    .filter(known -> !known.equals(hubEnd.id()))
                    .orElseThrow(() -> new CommandRefused("The hub has never known a site %s.".formatted(site)));
            if (!hubEnd.places().hasPartedFrom(site)) {
                refuseTenants(site, hubEnd.places().tenants(site));
                refuseTenants(site, hubEnd.places().arriving(site));
                if (!lost) {
                    partThere(hubEnd, site, id);
                }
                first.inTransaction(() -> hubEnd.places().partFrom(site));
            }
            boolean closed = lines.close(hubEnd.name(), site, hubEnd.places().shards(), properties.patience());
            return "The hub and %1$s have parted. The database of %1$s can be dropped; another satellite gets another name. %2$s"
                    .formatted(
                            site,
                            closed
                                    ? "The broker keeps nothing for them any more."
                                    : "What a broker keeps for them is left as it is, since orderly.broker.type is not set: run this again with it, or delete that yourself.");
        } catch (SQLException e) {
            throw new CommandRefused("The hub's database has gone: " + e.getMessage());
        }
    }

    private static void refuseTenants(String site, List<String> tenants) {
        if (!tenants.isEmpty()) {
            throw new CommandRefused(
                    "At %1$s lives %2$s, or is on its way there. Move it to the hub first (move %3$s to hub), or undo its move."
                            .formatted(site, String.join(", ", tenants), tenants.getFirst()));
        }
    }

    private void partThere(End hubEnd, String site, String id) {
        try (Side second = Side.ofSatellite(properties)) {
            Places places = new Places(second);
            Site own = places.isInstalled() ? places.own().orElseThrow() : new Site("nobody", "", 1, false);
            if (!own.name().equals(site) || !own.id().equals(id)) {
                throw new CommandRefused(
                        "The database in orderly.move.satellite-url is that of %s, and not of the site %s that the hub exchanges events with. Where that one is gone for good: part %s lost."
                                .formatted(own.name(), site, site));
            }
            prepare.refuseOtherVersions(second);
            End satellite = prepare.satellite(second, site, hubEnd);
            // A move that was undone while nobody could reach this database is of no matter.
            refuseTenants(site, satellite.places().tenants(site));
            refuseWhatIsLeftThere(satellite, hubEnd);
            second.inTransaction(() -> places.partFrom(hubEnd.name()));
        }
    }

    /** Once nobody can publish anything there, all that was has to have come to the hub. */
    private static void refuseWhatIsLeftThere(End satellite, End hubEnd) {
        int alive = satellite.places().processes();
        if (alive > 0) {
            throw new CommandRefused(
                    "Within the last 30 s, processes of %s have been seen: %d. Stop them first, and wait so long where one was killed."
                            .formatted(satellite.name(), alive));
        }
        if (new UnderWay(satellite, hubEnd).isAnything()) {
            throw new CommandRefused(
                    "Events that were born at %s have not arrived at the hub. Start a process there again until they have (GET /api/messaging/bridge at the hub shows it). Where they are not needed: part %s lost."
                            .formatted(satellite.name(), satellite.name()));
        }
    }
}
