package dev.orderly.sandbox;

import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Something else listens where the sandbox should; start-up is refused. */
class SandboxPortBusy extends FailureAnalyzedException {

    SandboxPortBusy(String address, int port, Throwable cause) {
        super(
                "The sandbox payment provider cannot listen on %s, port %d: %s."
                        .formatted(address, port, cause.getMessage()),
                "Free the port, or set orderly.payment.sandbox.port to another one, or to 0 for any that is free.",
                cause);
    }
}
