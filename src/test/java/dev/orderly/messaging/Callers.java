package dev.orderly.messaging;

import org.springframework.context.ApplicationContext;

/** Shows the tests of other packages whom the modules go behind. */
public final class Callers {

    private Callers() {}

    /** How many callers have a connection or wait for one, for whom the modules rest. */
    public static int now(ApplicationContext application) {
        return application.getBean(ConnectionLanes.class).callersFirst().callers();
    }
}
