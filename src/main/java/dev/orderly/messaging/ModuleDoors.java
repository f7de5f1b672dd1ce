package dev.orderly.messaging;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which addresses belong to which module, whether it runs in this process or not.
 *
 * @param modules each module by the path that its doors' addresses begin with
 */
public record ModuleDoors(Map<String, String> modules) {

    public ModuleDoors {
        modules = Map.copyOf(modules);
    }

    /** The module whose door a path leads to; empty where it leads to none. */
    public Optional<String> moduleOf(String path) {
        return modules.entrySet().stream()
                .filter(door -> path.equals(door.getKey()) || path.startsWith(door.getKey() + "/"))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The modules that have doors. */
    public Set<String> withDoors() {
        return new TreeSet<>(modules.values());
    }
}
