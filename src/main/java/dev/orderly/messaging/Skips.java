package dev.orderly.messaging;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a module had handled elsewhere before it came here: of each site's log, in each shard, all up to a position. */
class Skips {

    /** Nothing. */
    static final Skips NONE = new Skips(Map.of(), "");

    private record Place(int shard, String site) {}

    private final Map<Place, Long> upTo;
    private final String own;

    private Skips(Map<Place, Long> upTo, String own) {
        this.upTo = upTo;
        this.own = own;
    }

    /** Those of a module. */
    static Skips of(String module, Site own, DataSource dataSource) {
        Map<Place, Long> upTo = new HashMap<>();
        JdbcClient.create(dataSource)
                .sql("SELECT shard, site, position FROM consumer_skip WHERE module = :module")
                .param("module", module)
                .query(row -> {
                    upTo.put(new Place(row.getInt("shard"), row.getString("site")), row.getLong("position"));
                });
        return upTo.isEmpty() ? NONE : new Skips(upTo, own.name());
    }

    /** Has the module handled the event before it came here? */
    boolean cover(LoggedEvent logged) {
        if (upTo.isEmpty()) {
            return false;
        }
        Origin origin = logged.origin();
        int shard = logged.event().shard();
        return origin == null
                ? covers(shard, own, logged.position())
                : covers(shard, origin.site(), origin.position())
                        || covers(shard, Site.HUB, own.equals(Site.HUB) ? logged.position() : origin.sourcePosition());
    }

    private boolean covers(int shard, String site, long position) {
        @Nullable Long handled = upTo.get(new Place(shard, site));
        return handled != null && position <= Objects.requireNonNull(handled);
    }
}
