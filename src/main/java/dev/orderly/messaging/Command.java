package dev.orderly.messaging;

import java.util.List;

/** What the application does instead of serving, once, where the command line asks for it. */
@FunctionalInterface
public interface Command {

    /**
     * Does it.
     *
     * @param arguments what follows the command's name
     * @return what was done, and what is to be done next, in a sentence or two
     * @throws CommandRefused where it cannot be done; nothing has changed then
     */
    String run(List<String> arguments);
}
