package dev.orderly.web;

import dev.orderly.messaging.ModuleDoors;
import dev.orderly.messaging.ModulePresence;
import dev.orderly.messaging.ModulePresence.Where;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** Knows where the doors are of modules that do not run in this process. */
class RemoteModules implements AutoCloseable {

    private final ModuleDoors doors;
    private final ModulePresence presence;
    private final Map<String, RemoteModule> remote = new TreeMap<>();

    RemoteModules(ModuleDoors doors, ModulePresence presence, RemoteProperties properties) {
        this.doors = doors;
        this.presence = presence;
        properties.remote().forEach((module, settings) -> {
            if (!doors.withDoors().contains(module)) {
                throw new FailureAnalyzedException(
                        "orderly.remote names %s, and there is no such module with a door.".formatted(module),
                        "There are %s.".formatted(String.join(", ", doors.withDoors())));
            }
            remote.put(module, new RemoteModule(module, settings));
        });
    }

    /** The module that is asked for, where this process cannot answer for it itself. */
    Optional<String> awayFor(HttpServletRequest request) {
        return doors.moduleOf(path(request)).filter(module -> presence.of(module) != Where.HERE);
    }

    /** Lets another process answer for the module. */
    void answer(String module, HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (presence.of(module) == Where.MOVING) {
            throw ModuleAway.moving(module);
        }
        if (PassedHeaders.showAProcessOfOurs(request)) {
            throw ModuleAway.loop(module);
        }
        RemoteModule elsewhere = remote.get(module);
        if (elsewhere == null) {
            throw ModuleAway.elsewhere(module);
        }
        elsewhere.pass(request, response);
    }

    /** Decoded, as controllers are found by it. */
    private static String path(HttpServletRequest request) {
        @Nullable String rest = request.getPathInfo();
        return rest == null ? request.getServletPath() : request.getServletPath() + rest;
    }

    @Override
    public void close() {
        remote.values().forEach(RemoteModule::close);
    }
}
