package dev.orderly.move;

import dev.orderly.messaging.Site;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Where a move begins, or where it leads to: a database and the site that it is.
 *
 * @param name the site's
 * @param id tells the site from every other installation of that name
 * @param epoch which history of its log it is at
 */
record End(Side side, String name, String id, int epoch, boolean hub) {

    static End of(Side side, Site site) {
        return new End(side, site.name(), site.id(), site.epoch(), site.hub());
    }

    JdbcClient jdbc() {
        return side.jdbc();
    }

    Places places() {
        return new Places(side);
    }
}
