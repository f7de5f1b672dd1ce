package dev.orderly.move;

import dev.orderly.move.Places.Home;
import java.time.Duration;
import java.util.function.Consumer;

/** Lets a module that is on the move go on where it was. */
class UndoMove {

    private final Route route;
    private final Belongings belongings;
    private final Duration patience;
    private final Consumer<String> progress;

    /** @param route the move that is undone */
    UndoMove(Route route, Belongings belongings, Duration patience, Consumer<String> progress) {
        this.route = route;
        this.belongings = belongings;
        this.patience = patience;
        this.progress = progress;
    }

    /**
     * Undoes it.
     *
     * @param reachable whether the place where the move led can be asked; if not, it knows only that the module is not there
     */
    String run(boolean reachable) {
        String module = route.module();
        // Counted as one more: a process that has seen nothing of all this has to take the module up anew.
        int move = route.from().places().home(module).map(Home::move).orElseThrow() + 1;
        if (reachable) {
            forgetThere(module, move);
        }
        new Tables(route.from().side(), patience).bringBack(belongings.all());
        progress.accept(
                "The tables are in reach in %s.".formatted(route.from().side().words()));
        route.from().side().inTransaction(() -> {
            new Fence(route.from().side()).open(module);
            route.from().places().setHome(module, new Home(route.from().name(), null, move));
        });
        return "%s lives at %s, as before."
                .formatted(Side.capital(module), route.from().name());
    }

    private void forgetThere(String module, int move) {
        Side there = route.to().side();
        new Tables(there, patience).setAside(belongings.all());
        new Settle(route.to()).undo(module);
        Luggage.unpack(there, module);
        route.to().places().setHome(module, new Home(route.from().name(), null, move));
        progress.accept("%s has forgotten it.".formatted(Side.capital(there.words())));
    }
}
