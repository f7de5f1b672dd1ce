package dev.orderly.broker.redis;

import dev.orderly.broker.Guarantees;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What the server, as it is set up, promises. It confirms before it has written unless it is told otherwise, and where
 * it is a cache it forgets what does not fit.
 */
final class RedisGuarantees {

    private static final int OLDEST = 7;

    private final RedisServer server;
    private final String acceptance;

    /** What may be lost in the last moments before a crash. */
    private final List<String> windows = new ArrayList<>();

    /** What nobody can accept. */
    private final List<String> faults = new ArrayList<>();

    RedisGuarantees(RedisServer server, String acceptance) {
        this.server = server;
        this.acceptance = acceptance.strip();
    }

    Guarantees of(RedisCommands<String, byte[]> commands) {
        Map<String, String> info = info(commands);
        checkServer(info);
        checkMemory(info);
        checkReplicas(info);
        config(commands).ifPresentOrElse(this::checkDisk, () -> checkDiskUnasked(info));
        List<String> shortcomings = new ArrayList<>(faults);
        List<String> accepted = new ArrayList<>();
        if (acceptance.isEmpty()) {
            shortcomings.addAll(windows);
        } else {
            windows.forEach(window -> accepted.add(window + " Accepted: " + acceptance));
        }
        return new Guarantees(windows.isEmpty(), true, true, true, false, true, shortcomings, accepted);
    }

    private void checkServer(Map<String, String> info) {
        String version = info.getOrDefault("redis_version", "0");
        if (Integer.parseInt(version.replaceFirst("\\D.*", "")) < OLDEST) {
            faults.add("%s has the version %s: upgrade it to %d or newer.".formatted(server, version, OLDEST));
        }
        if ("slave".equals(info.get("role"))) {
            faults.add(server
                    + " is a replica: set spring.data.redis to its primary, or to Sentinel by redis-sentinel://.");
        }
    }

    private void checkMemory(Map<String, String> info) {
        String policy = info.getOrDefault("maxmemory_policy", "unknown");
        if (!"0".equals(info.get("maxmemory")) && !"noeviction".equals(policy)) {
            faults.add("%s forgets data where memory runs out: set maxmemory-policy from %s to noeviction."
                    .formatted(server, policy));
        }
    }

    /** Those who follow do so behind it, and whoever is put in its place lacks what it had not passed on. */
    private void checkReplicas(Map<String, String> info) {
        if (server.isWatchedBySentinel() || !"0".equals(info.getOrDefault("connected_slaves", "0"))) {
            windows.add(server + " has replicas, and a failover to one loses what it has confirmed and that one lacks:"
                    + " take a server without any, or accept that in orderly.broker.accept-loss-window.");
        }
    }

    private void checkDisk(Map<String, String> config) {
        if (!"yes".equals(config.get("appendonly"))) {
            windows.add(server + " keeps no log of what it confirms, and loses what is newer than its last snapshot:"
                    + " set appendonly to yes and appendfsync to always.");
            return;
        }
        String sync = config.getOrDefault("appendfsync", "unknown");
        if (!"always".equals(sync)) {
            windows.add("%s confirms before it has written to disk: set appendfsync from %s to always."
                    .formatted(server, sync));
        } else if (!"no".equals(config.get("no-appendfsync-on-rewrite"))) {
            windows.add(server + " confirms before it has written to disk while it rewrites its log:"
                    + " set no-appendfsync-on-rewrite to no.");
        }
    }

    private void checkDiskUnasked(Map<String, String> info) {
        if (!"1".equals(info.get("aof_enabled"))) {
            checkDisk(Map.of());
        } else {
            windows.add(server + " cannot be asked whether it writes to disk before it confirms, as CONFIG GET is"
                    + " forbidden: allow it to this user (+config|get), or see to appendfsync always yourself and say so"
                    + " in orderly.broker.accept-loss-window.");
        }
    }

    private static Map<String, String> info(RedisCommands<String, byte[]> commands) {
        return commands.info()
                .lines()
                .filter(line -> line.indexOf(':') > 0)
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf(':')),
                        line -> line.substring(line.indexOf(':') + 1).strip(),
                        (first, second) -> first));
    }

    /** Empty where the server must not be asked, as it is with those that others run. */
    private static Optional<Map<String, String>> config(RedisCommands<String, byte[]> commands) {
        try {
            Map<String, String> config = commands.configGet("appendonly", "appendfsync", "no-appendfsync-on-rewrite");
            return config.containsKey("appendonly") ? Optional.of(config) : Optional.empty();
        } catch (RedisCommandExecutionException forbidden) {
            String error = String.valueOf(forbidden.getMessage());
            if (error.startsWith("NOPERM") || error.startsWith("ERR")) {
                return Optional.empty();
            }
            throw forbidden;
        }
    }
}
