package dev.orderly.broker.redis;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The leases that a receiver has of its group's lanes. A lease lasts for a while and is renewed by whoever receives; so one
 * that has died, or that hangs, loses its lanes by itself.
 *
 * <p>The receivers of a group know how many they are, and each takes its share of the lanes; whoever has more, since
 * another has come, lets go of those of which it has nothing in its hands.
 */
final class Leases {

    private final RedisServer server;
    private final StreamKeys keys;
    private final String group;
    private final Duration lease;
    private final RedisAsyncCommands<String, byte[]> commands;
    private final String token = ProcessHandle.current().pid() + "-" + UUID.randomUUID();
    private final Map<Integer, HeldLane> held = new TreeMap<>();
    private long nextLook = System.nanoTime();

    Leases(
            RedisServer server,
            StreamKeys keys,
            String group,
            Duration lease,
            RedisAsyncCommands<String, byte[]> commands) {
        this.server = server;
        this.keys = keys;
        this.group = group;
        this.lease = lease;
        this.commands = commands;
    }

    /** By what the server knows us. */
    byte[] token() {
        return Texts.bytes(token);
    }

    /** How long a lease lasts, in milliseconds. */
    byte[] length() {
        return Texts.bytes(lease.toMillis());
    }

    Collection<HeldLane> held() {
        return held.values();
    }

    @Nullable HeldLane lane(int number) {
        return held.get(number);
    }

    /** How long until the leases have to be looked after, in nanoseconds; not positive where they have to be now. */
    long untilNextLook() {
        return nextLook - System.nanoTime();
    }

    /** The server says that somebody else has it. */
    void lost(HeldLane lane) {
        held.remove(lane.number());
        nextLook = Math.min(nextLook, System.nanoTime() + lease.dividedBy(10).toNanos());
    }

    /** Lets the lanes go to others at once. */
    void release() {
        List<RedisFuture<Long>> answers = new ArrayList<>(held.keySet().stream()
                .map(lane -> onLease(StreamScripts.RELEASE, lane, token()))
                .toList());
        held.clear();
        answers.add(commands.zrem(keys.receivers(group), token()));
        answers.forEach(server::answer);
    }

    /** Shows that we live, renews our leases, and sees to it that we have our share of the lanes. */
    void tend() {
        if (untilNextLook() > 0) {
            return;
        }
        int share = share();
        renewLeases();
        letGoOfMoreThan(share);
        takeUpTo(share);
        // Whoever has too few looks often, as a dead one's leases end at any time.
        nextLook = System.nanoTime()
                + lease.dividedBy(held.size() < share ? 10 : 3).toNanos();
    }

    /** How many lanes are ours: those that are left over when all have as many go to the first ones. */
    private int share() {
        List<Object> answer = server.answer(commands.eval(
                StreamScripts.SHOW, ScriptOutputType.MULTI, new String[] {keys.receivers(group)}, token(), length()));
        List<String> receivers = answer.stream().map(Texts::text).sorted().toList();
        int lanes = keys.topic().lanes();
        int leftOver = lanes % receivers.size();
        return lanes / receivers.size() + (receivers.indexOf(token) < leftOver ? 1 : 0);
    }

    private void renewLeases() {
        Map<Integer, RedisFuture<Long>> answers = new TreeMap<>();
        held.keySet().forEach(lane -> answers.put(lane, onLease(StreamScripts.RENEW, lane, token(), length())));
        answers.forEach((lane, answer) -> {
            if (server.answer(answer) == 0) {
                held.remove(lane);
            }
        });
    }

    private void letGoOfMoreThan(int share) {
        held.values().stream()
                .filter(HeldLane::isAcknowledged)
                .limit(Math.max(0, held.size() - share))
                .toList()
                .forEach(lane -> {
                    held.remove(lane.number());
                    server.answer(onLease(StreamScripts.RELEASE, lane.number(), token()));
                });
    }

    private void takeUpTo(int share) {
        List<Integer> others = new ArrayList<>(IntStream.range(0, keys.topic().lanes())
                .filter(lane -> !held.containsKey(lane))
                .boxed()
                .toList());
        Collections.shuffle(others);
        for (int lane : others) {
            if (held.size() >= share) {
                return;
            }
            String taken = server.answer(commands.set(
                    keys.lease(lane, group), token(), SetArgs.Builder.nx().px(lease)));
            if (taken != null) {
                held.put(lane, new HeldLane(lane));
            }
        }
    }

    private RedisFuture<Long> onLease(String script, int lane, byte[]... arguments) {
        return commands.eval(script, ScriptOutputType.INTEGER, new String[] {keys.lease(lane, group)}, arguments);
    }
}
