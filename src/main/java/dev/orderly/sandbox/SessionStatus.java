package dev.orderly.sandbox;

/** What became of a session. The first decision stands. */
enum SessionStatus {
    OPEN,
    CAPTURED,
    DECLINED
}
