package dev.orderly.sandbox;

import java.time.Duration;
import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** Decides the sessions whose time has come and takes those whose outcome is to be told. */
class ClaimDue {

    /** Longer than a call may take. */
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Sessions sessions;

    ClaimDue(Sessions sessions) {
        this.sessions = sessions;
    }

    @Transactional
    List<Session> claim(int most) {
        return sessions.claim(most, LEASE);
    }
}
