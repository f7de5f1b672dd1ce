package dev.orderly.messaging;

import dev.orderly.messaging.Drain.State;
import dev.orderly.messaging.ServerLoad.Load;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the running system shows of itself.
 *
 * @param modules how far each is behind, and how fast it goes
 * @param processes the modules of each process that runs on this database
 * @param sites how many databases exchange events, this one included
 */
record Figures(List<Module> modules, List<Set<String>> processes, int sites, Load server) {

    /** One module, over all shards. */
    record Module(
            String name,
            boolean known,
            double arrivingPerSecond,
            double handledPerSecond,
            long lagEvents,
            Duration lag,
            State drain) {

        static Module of(ModuleLag lag) {
            return new Module(
                    lag.module(),
                    lag.pace().known(),
                    lag.pace().arrivingPerSecond(),
                    lag.pace().handledPerSecond(),
                    lag.events(),
                    lag.age(),
                    lag.drain().state());
        }
    }

    Figures {
        modules = List.copyOf(modules);
        processes = List.copyOf(processes);
    }

    /** Were they looked at often enough to have a pace? */
    boolean known() {
        return !modules.isEmpty() && modules.stream().allMatch(Module::known);
    }

    /** All modules read the same log, and one that has just been moved in it counts anew. */
    double arrivingPerSecond() {
        return modules.stream().mapToDouble(Module::arrivingPerSecond).max().orElse(0);
    }
}
