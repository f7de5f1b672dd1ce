package dev.orderly.move;

/** A move of one module. One of its ends is the hub. */
record Route(String module, End from, End to) {

    boolean leadsToHub() {
        return to.site().hub();
    }

    End hub() {
        return leadsToHub() ? to : from;
    }

    End satellite() {
        return leadsToHub() ? from : to;
    }
}
