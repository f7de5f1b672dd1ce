package dev.orderly.move;

/** The steps of a move, in their order. Each may be done again. */
enum Step {
    /** The other database is ready: tables, connection, the older keys of calls. */
    PREPARED,
    /** Both databases say that the module is on the move. */
    ANNOUNCED,
    /** Processes that know of moves have stopped it. */
    PUT_DOWN,
    /** Older ones are turned away. */
    FENCED,
    /** Its tables are out of everybody's reach. */
    SET_ASIDE,
    COPIED,
    /** What it has said has arrived where it goes. */
    TOLD,
    /** It has its place in the other log. */
    SETTLED,
    /** What belongs to it beside its tables is there. */
    PACKED,
    /** Its tables have their names in the other database. */
    NAMED,
    /** It lives in the other database. */
    LEFT,
    /** The other database says so too. */
    ARRIVED
}
