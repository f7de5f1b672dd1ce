package dev.orderly.messaging;

/** How the processes on a database tell each other of work. */
public enum HintsType {
    /** Not at all: each looks for itself. */
    NONE,
    /** By Redis pub/sub. */
    REDIS
}
