package dev.orderly.broker.redis;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import dev.orderly.broker.BrokerUnavailable;
import dev.orderly.broker.Received;
import dev.orderly.broker.Receiver;
import io.cloudevents.core.format.EventFormat;
import io.lettuce.core.Range;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XAddArgs;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lanes whose {@linkplain Leases leases} it has. A group of Redis gives each of its readers what comes next, and so tears a lane's
 * order apart; here a lane has one reader at a time, who has its lease.
 *
 * <p>Whoever gets a lane begins with what was delivered and not acknowledged, to whomever it was, and in order.
 */
final class RedisReceiver implements Receiver {

    /**
     * Within a group every reader is the same one to Redis. The leases see to it that there is but one at a time, and no
     * consumer is left over when a process ends, whom nobody could delete without losing what he had.
     */
    private static final String CONSUMER = "orderly";

    /** At most so many of a lane at a time, so that few large ones do not become many large ones. */
    private static final int AT_ONCE = 100;

    /** So many of a lane at first, since nobody knows yet how large they are; then twice as many each time. */
    private static final int AT_FIRST = 4;

    /** Where so much has come, no more is asked for. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final long COUNT_UP_TO = 10_000;
    private static final long KEEP_DEAD = 10_000;

    private final RedisServer server;
    private final StreamKeys keys;
    private final String group;
    private final EventFormat format;
    private final StatefulRedisConnection<String, byte[]> connection;
    private final RedisAsyncCommands<String, byte[]> commands;
    private final Leases leases;
    private final Trimming trimming;
    private int turn;

    RedisReceiver(
            RedisServer server, StreamKeys keys, String group, EventFormat format, RedisStreamProperties properties) {
        this.server = server;
        this.keys = keys;
        this.group = group;
        this.format = format;
        this.connection = server.connect();
        this.commands = connection.async();
        this.leases = new Leases(server, keys, group, properties.lease(), commands);
        this.trimming = new Trimming(server, keys, properties.retention());
    }

    @Override
    public List<Received> receive(int atMost, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        return asking(() -> {
            while (true) {
                leases.tend();
                if (trimming.isDue()) {
                    trimming.trim(commands, leases.held().stream().map(HeldLane::number));
                }
                List<Received> messages = read(atMost);
                long left = deadline - System.nanoTime();
                if (!messages.isEmpty() || left <= 0) {
                    return messages;
                }
                rest(Math.min(left, leases.untilNextLook()));
            }
        });
    }

    @Override
    public void acknowledge(List<Received> messages) {
        asking(() -> {
            Map<Integer, List<StreamId>> lanes = ids(messages);
            List<RedisFuture<Long>> answers = lanes.entrySet().stream()
                    .map(lane -> commands.xack(
                            keys.stream(lane.getKey()),
                            group,
                            lane.getValue().stream().map(StreamId::toString).toArray(String[]::new)))
                    .toList();
            answers.forEach(server::answer);
            lanes.forEach((number, ids) -> {
                HeldLane lane = leases.lane(number);
                if (lane != null) {
                    ids.forEach(lane::acknowledged);
                }
            });
            return null;
        });
    }

    /** What was not acknowledged is known to the server, and is read from there again. */
    @Override
    public void giveBack(List<Received> messages) {
        ids(messages).forEach((number, ids) -> {
            HeldLane lane = leases.lane(number);
            if (lane != null) {
                lane.giveBack(Collections.min(ids));
            }
        });
    }

    @Override
    public void setAside(Received message, String reason) {
        asking(() -> {
            StreamId id = (StreamId) message.handle();
            String stream = keys.stream(message.lane());
            for (StreamMessage<String, byte[]> original :
                    server.answer(commands.xrange(stream, Range.create(id.toString(), id.toString())))) {
                Map<String, byte[]> entry = new LinkedHashMap<>(original.getBody());
                entry.put("reason", Texts.bytes(reason));
                entry.put("group", Texts.bytes(group));
                entry.put("lane", Texts.bytes(message.lane()));
                entry.put("id", Texts.bytes(id.toString()));
                server.answer(commands.xadd(
                        keys.dead(), XAddArgs.Builder.maxlen(KEEP_DEAD).approximateTrimming(), entry));
            }
            return null;
        });
        acknowledge(List.of(message));
    }

    @Override
    public Map<Integer, Long> backlog() {
        return asking(() -> {
            Map<Integer, RedisFuture<Long>> lanes = new TreeMap<>();
            for (int lane = 0; lane < keys.topic().lanes(); lane++) {
                lanes.put(
                        lane,
                        commands.eval(
                                StreamScripts.BACKLOG,
                                ScriptOutputType.INTEGER,
                                new String[] {keys.stream(lane)},
                                Texts.bytes(group),
                                Texts.bytes(COUNT_UP_TO)));
            }
            Map<Integer, Long> backlog = new TreeMap<>();
            lanes.forEach((lane, answer) -> {
                long waiting = server.answer(answer);
                if (waiting >= 0) {
                    backlog.put(lane, waiting);
                }
            });
            return backlog;
        });
    }

    /** Reads what there is, from all our lanes alike, and never more than is asked for. */
    private List<Received> read(int atMost) {
        leases.held().forEach(HeldLane::mayHaveMore);
        List<Received> messages = new ArrayList<>();
        Volume volume = new Volume();
        for (int atOnce = AT_FIRST;
                messages.size() < atMost && volume.bytes < MOST_BYTES;
                atOnce = Math.min(2 * atOnce, AT_ONCE)) {
            List<HeldLane> lanes = lanesThatMayHaveMore();
            if (lanes.isEmpty()) {
                break;
            }
            int left = atMost - messages.size();
            int each = Math.clamp(left / lanes.size(), 1, atOnce);
            Map<HeldLane, RedisFuture<List<Object>>> answers = new LinkedHashMap<>();
            lanes.stream().limit(left).forEach(lane -> answers.put(lane, ask(lane, each)));
            answers.forEach((lane, answer) -> take(lane, server.answer(answer), messages, volume));
        }
        return messages;
    }

    /** Each time another one is the first. */
    private List<HeldLane> lanesThatMayHaveMore() {
        List<HeldLane> lanes = new ArrayList<>(
                leases.held().stream().filter(lane -> !lane.isExhausted()).toList());
        if (!lanes.isEmpty()) {
            Collections.rotate(lanes, -(turn++ % lanes.size()));
        }
        return lanes;
    }

    private RedisFuture<List<Object>> ask(HeldLane lane, int atMost) {
        return commands.eval(
                StreamScripts.READ,
                ScriptOutputType.MULTI,
                new String[] {keys.stream(lane.number()), keys.lease(lane.number(), group)},
                leases.token(),
                leases.length(),
                Texts.bytes(group),
                Texts.bytes(CONSUMER),
                Texts.bytes(atMost),
                Texts.bytes(lane.from()));
    }

    private void take(HeldLane lane, List<Object> answer, List<Received> messages, Volume volume) {
        switch (Texts.text(answer.getFirst())) {
            case "pending" -> {
                takeEntries(lane, answer.get(1), messages, volume);
                lane.goOnFrom(StreamId.of(Texts.text(answer.get(2))));
            }
            case "new" -> takeEntries(lane, answer.get(1), messages, volume);
            case "none" -> lane.exhausted(StreamId.of(Texts.text(answer.get(1))));
            default -> leases.lost(lane);
        }
    }

    private void takeEntries(HeldLane lane, Object entries, List<Received> messages, Volume volume) {
        for (Object entry : (List<?>) entries) {
            List<?> parts = (List<?>) entry;
            StreamId id = StreamId.of(Texts.text(parts.get(0)));
            byte[] event = field((List<?>) parts.get(1));
            volume.bytes += event == null ? 0 : event.length;
            lane.received(id);
            messages.add(message(lane.number(), event, id));
        }
    }

    private static byte @Nullable [] field(List<?> fields) {
        for (int n = 0; n + 1 < fields.size(); n += 2) {
            if (StreamKeys.EVENT.equals(Texts.text(fields.get(n)))) {
                return (byte[]) fields.get(n + 1);
            }
        }
        return null;
    }

    private Received message(int lane, byte @Nullable [] event, StreamId id) {
        if (event == null) {
            return Received.unreadable(lane, "The entry has no field " + StreamKeys.EVENT, id);
        }
        try {
            return Received.of(lane, format.deserialize(event), id);
        } catch (RuntimeException e) {
            // Whatever a stranger has sent, it must not stop those who read it.
            return Received.unreadable(lane, "The field event is no CloudEvent as JSON: " + e.getMessage(), id);
        }
    }

    /**
     * Rests until something is added to one of our lanes, or so long. This only looks: what was added is read with the
     * lease in hand.
     */
    private void rest(long nanos) {
        long millis = Math.max(1, nanos / 1_000_000);
        if (leases.held().isEmpty()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new BrokerUnavailable("The wait for a lane was interrupted", null);
            }
            LockSupport.parkNanos(millis * 1_000_000);
            return;
        }
        @SuppressWarnings({"unchecked", "rawtypes"})
        StreamOffset<String>[] ends = leases.held().stream()
                .map(lane -> StreamOffset.from(
                        keys.stream(lane.number()), lane.last().toString()))
                .toArray(StreamOffset[]::new);
        var added = commands.xread(XReadArgs.Builder.block(millis).count(1), ends);
        RedisServer.answer(added, server.timeout().plusMillis(millis));
    }

    private static Map<Integer, List<StreamId>> ids(List<Received> messages) {
        return messages.stream()
                .collect(groupingBy(
                        Received::lane, TreeMap::new, mapping(message -> (StreamId) message.handle(), toList())));
    }

    private <T extends @Nullable Object> T asking(Supplier<T> work) {
        try {
            return work.get();
        } catch (RedisException e) {
            throw server.failure(e);
        }
    }

    /** Lets the lanes go to others at once. Where that fails, they go when the leases end. */
    @Override
    public void close() {
        try {
            leases.release();
        } catch (RedisException away) {
            // The server knows by itself when a lease is over.
        } finally {
            connection.close();
        }
    }

    /** How much has come. */
    private static final class Volume {

        private long bytes;
    }
}
