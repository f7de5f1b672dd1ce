package dev.orderly.web;

import org.springframework.http.HttpStatus;

/** A request for a module that does not run in this process cannot be answered. */
class ModuleAway extends ApiProblem {

    private static final int SHORTLY_SECONDS = 2;
    private static final int LATER_SECONDS = 5;

    private ModuleAway(HttpStatus status, String type, String title, String module, String detail) {
        super(status, type, title, detail);
        member("module", module);
    }

    private ModuleAway comeAgainIn(int seconds) {
        retryAfter(seconds);
        return this;
    }

    static ModuleAway elsewhere(String module) {
        return new ModuleAway(
                HttpStatus.NOT_FOUND,
                "module-not-here",
                "The module does not run here",
                module,
                "The module %1$s does not run in this process: call the one that runs it, or let this one pass its requests on by orderly.remote.%1$s.url."
                        .formatted(module));
    }

    static ModuleAway moving(String module) {
        return new ModuleAway(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "module-moving",
                        "The module is on the move",
                        module,
                        "The module %s is being moved and answers again shortly. Nothing was done; send the request again."
                                .formatted(module))
                .comeAgainIn(SHORTLY_SECONDS);
    }

    static ModuleAway loop(String module) {
        return new ModuleAway(
                HttpStatus.LOOP_DETECTED,
                "module-loop",
                "The request was passed on before",
                module,
                "Another process passed this on, and the module %1$s does not run here either. Set orderly.remote.%1$s.url there to one that runs it."
                        .formatted(module));
    }

    /** Nothing was sent. */
    static ModuleAway unreachable(String module) {
        return new ModuleAway(
                        HttpStatus.BAD_GATEWAY,
                        "module-unreachable",
                        "The module's process cannot be reached",
                        module,
                        "The process that runs the module %s cannot be reached. Nothing was done; send the request again later."
                                .formatted(module))
                .comeAgainIn(LATER_SECONDS);
    }

    /** The request may have arrived. */
    static ModuleAway cutOff(String module) {
        return new ModuleAway(
                        HttpStatus.BAD_GATEWAY,
                        "module-cut-off",
                        "The module's process was cut off",
                        module,
                        "The connection to the process that runs the module %s broke before it had answered. It may have done what was asked: send the request again later, with the same Idempotency-Key where it had one."
                                .formatted(module))
                .comeAgainIn(LATER_SECONDS);
    }

    static ModuleAway silent(String module) {
        return new ModuleAway(
                HttpStatus.GATEWAY_TIMEOUT,
                "module-silent",
                "The module's process does not answer",
                module,
                "The process that runs the module %s has not answered in time. It may do what was asked: send the request again later, with the same Idempotency-Key where it had one."
                        .formatted(module));
    }

    /** Else those who wait for one slow module would keep everybody out. */
    static ModuleAway busy(String module) {
        return new ModuleAway(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "module-busy",
                        "Too many wait for the module's process",
                        module,
                        "As many requests as may already wait for the process that runs the module %s. Nothing was done; send the request again later."
                                .formatted(module))
                .comeAgainIn(SHORTLY_SECONDS);
    }
}
