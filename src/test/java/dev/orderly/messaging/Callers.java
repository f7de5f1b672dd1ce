package dev.orderly.messaging;

import org.springframework.context.ApplicationContext;

/** Shows the tests of other packages whom the modules go behind. */
public final class Callers {

    private Callers() {}

    /** How many requests and transactions there are for which the modules rest; who has both counts twice. */
    public static int now(ApplicationContext application) {
        return application.getBean(ConnectionLanes.class).callersFirst().callers();
    }
}
