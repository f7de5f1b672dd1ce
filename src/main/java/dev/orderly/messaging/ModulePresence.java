package dev.orderly.messaging;

/** Where each module of the application is at this moment, as this process sees it. */
public interface ModulePresence {

    /** Where a module is. */
    enum Where {
        /** It runs in this process. */
        HERE,
        /** It does not run in this process, or only stands by in it. */
        ELSEWHERE,
        /** It is on its way from one place to another, and runs nowhere until it has arrived. */
        MOVING
    }

    /** Where the module of this name is; costs nothing, so that every request may ask. */
    Where of(String module);
}
