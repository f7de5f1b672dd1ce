package dev.orderly.sandbox;

/** A person at the pay page pays or declines. */
class DecideSession {

    private final Sessions sessions;
    private final Callbacks callbacks;

    DecideSession(Sessions sessions, Callbacks callbacks) {
        this.sessions = sessions;
        this.callbacks = callbacks;
    }

    void decide(Session session, SessionStatus outcome) {
        if (sessions.decide(session, outcome)) {
            callbacks.wake();
        }
    }
}
