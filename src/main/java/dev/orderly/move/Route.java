package dev.orderly.move;

import org.springframework.jdbc.core.simple.JdbcClient;

/** A move of one module. One of its ends is the hub. */
record Route(String module, End from, End to) {

    boolean leadsToHub() {
        return to.hub();
    }

    End hub() {
        return leadsToHub() ? to : from;
    }

    End satellite() {
        return leadsToHub() ? from : to;
    }

    JdbcClient hubJdbc() {
        return hub().jdbc();
    }
}
