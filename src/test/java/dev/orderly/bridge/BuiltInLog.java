package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.Cable;
import dev.orderly.MortalDatabase;
import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.TestAbortedException;

/** The log in the one database that sender and receiver, in different processes, have in common. */
final class BuiltInLog implements Carrier {

    private static final String POISON = "poison";

    private final MortalDatabase server;
    private final TestDatabase near;
    private final TestDatabase far;
    private final Cable cable = new Cable();
    private Optional<Office> sender = Optional.empty();
    private Optional<Office> receiver = Optional.empty();

    BuiltInLog() throws Exception {
        server = MortalDatabase.start()
                .orElseThrow(() -> new TestAbortedException(
                        "There is no database that can be killed: set ORDERLY_TEST_MYSQL_COMMAND"));
        near = server.database();
        far = new TestDatabase(cable.to(near.url()), near.username(), near.password());
    }

    @Override
    public Office open() throws SQLException {
        sender = Optional.of(Office.start(near, Map.of("orderly.modules", "post")));
        return sender.get();
    }

    @Override
    public Office receiver() {
        receiver = Optional.of(Office.start(far, Map.of("orderly.modules", "parcels")));
        return receiver.get();
    }

    @Override
    public OrderlyProcess receiverThatDies(Path folder, int at) throws Exception {
        return Office.process(
                folder,
                near,
                Map.of(
                        "orderly.modules",
                        "parcels",
                        "test.dies-in",
                        "handler",
                        "test.dies-at",
                        String.valueOf(at * 10)));
    }

    @Override
    public void kill() throws Exception {
        server.kill();
    }

    @Override
    public void revive() throws Exception {
        server.bringUp();
    }

    @Override
    public void cut() {
        cable.cut();
    }

    @Override
    public void mend() {
        cable.mend();
    }

    @Override
    public void awaitTaken(Duration patience) {
        await().atMost(patience)
                .until(() -> sender.orElseThrow().count("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL") == 0);
    }

    /** Nothing is carried; but a second instance is at the same shards. */
    @Override
    public void repeat() throws Exception {
        try (Office second = Office.start(near, Map.of("orderly.modules", "parcels"))) {
            sender.orElseThrow().post().register(List.of("twice-by-two"));
            for (int n = 0; n < 50; n++) {
                sender.get().post().send(List.of("twice-by-two", "twice-1", "twice-2"), "x");
            }
            await().atMost(CarryContract.PATIENCE)
                    .until(() -> second.handled("twice-by-two").size() == 50);
        }
    }

    @Override
    public void poison() {
        receiver.orElseThrow().mishaps().refuse(POISON);
        sender.orElseThrow().post().register(List.of(POISON));
        sender.get().post().send(List.of(POISON), "x");
    }

    @Override
    public void awaitSetAside() {
        await().atMost(CarryContract.PATIENCE)
                .untilAsserted(() -> assertThat(receiver.orElseThrow()
                                .jdbc()
                                .sql(
                                        "SELECT error_message FROM parked_event WHERE module = 'parcels' AND event_key = :key")
                                .param("key", POISON)
                                .query(String.class)
                                .list())
                        .singleElement()
                        .asString()
                        .contains("nobody can handle this"));
        receiver.orElseThrow().mishaps().bear(POISON);
        await().atMost(CarryContract.PATIENCE)
                .until(() -> receiver.orElseThrow().handled(POISON).size() == 1);
    }

    @Override
    public boolean isToldWhatArrived() {
        return false;
    }

    @Override
    public void close() throws IOException {
        cable.close();
        server.close();
    }
}
