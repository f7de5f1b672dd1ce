package dev.orderly.messaging;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One kind of trouble, which modules come into and out of: tells each beginning and each end once. */
class Alarms {

    /** What has changed for a module. */
    enum Change {
        BEGINS,
        ENDS,
        NONE
    }

    private final Set<String> on = ConcurrentHashMap.newKeySet();

    /**
     * Looks at one module.
     *
     * @param trouble whether the trouble is there
     * @param over whether it is certainly over; where neither holds, things stay as they are
     */
    Change look(String module, boolean trouble, boolean over) {
        if (trouble) {
            return on.add(module) ? Change.BEGINS : Change.NONE;
        }
        return over && on.remove(module) ? Change.ENDS : Change.NONE;
    }

    /** Forgets modules that are no more. */
    void keepOnly(Set<String> modules) {
        on.retainAll(modules);
    }

    boolean isOn(String module) {
        return on.contains(module);
    }

    Set<String> on() {
        return new HashSet<>(on);
    }
}
