package dev.orderly.messaging;

/** A command cannot do what it is asked to; the message says why, and what to do about it. */
public class CommandRefused extends RuntimeException {

    public CommandRefused(String message) {
        super(message, null, false, false);
    }
}
