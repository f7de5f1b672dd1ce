package dev.orderly.move;

import dev.orderly.messaging.Site;

/** Where a move begins, or where it leads to. */
record End(Side side, Site site) {

    Places places() {
        return new Places(side);
    }

    String name() {
        return site.name();
    }
}
