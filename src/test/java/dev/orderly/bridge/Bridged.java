package dev.orderly.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.OrderlyProcess;
import dev.orderly.TestDatabase;
import dev.orderly.bridge.Marks.Mark;
import dev.orderly.broker.Broker;
import dev.orderly.broker.BrokerProcess;
import dev.orderly.broker.Message;
import dev.orderly.broker.Sender;
import dev.orderly.broker.Topic;
import dev.orderly.messaging.Site;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** Two databases and a broker: a hub, where parcels are sent, and a satellite, where they are handled. */
final class Bridged implements Carrier {

    static final String SATELLITE = "parish";

    private final BrokerProcess process;
    private final TestDatabase hubDatabase = TestDatabase.fresh();
    private final TestDatabase satelliteDatabase = TestDatabase.fresh();
    private final Map<String, String> common = new HashMap<>();
    private Optional<Office> hub = Optional.empty();
    private Optional<Office> satellite = Optional.empty();
    private double refusedBefore;

    Bridged(BrokerProcess process) {
        this.process = process;
        common.putAll(process.properties());
        common.put(
                "orderly.broker.prefix", "carry-" + UUID.randomUUID().toString().substring(0, 8));
        common.put("orderly.broker.batch-events", "100");
        common.put("orderly.broker.send-timeout", "5s");
    }

    /** The satellite subscribes first: what is sent before that is for nobody, and a move sees to it likewise. */
    @Override
    public Office open() throws Exception {
        process.start();
        Office there = receiver();
        Topic topic = new Topic(common.get("orderly.broker.prefix") + ".hub", 8);
        await().ignoreExceptions().atMost(CarryContract.PATIENCE).until(() -> {
            there.context().getBean(Broker.class).subscribe(topic, SATELLITE);
            return true;
        });
        process.cut();
        Office here = Office.start(
                hubDatabase, with(Map.of("orderly.modules", "post", "orderly.broker.accept", "parcel.sent")));
        hub = Optional.of(here);
        await().atMost(CarryContract.PATIENCE)
                .until(() -> here.log().positions().size() == 8);
        Sites.settle("parcels", here, there);
        there.close();
        return here;
    }

    @Override
    public Office receiver() {
        Office office = Office.start(satelliteDatabase, with(Map.of("orderly.site", SATELLITE)));
        satellite = Optional.of(office);
        return office;
    }

    @Override
    public OrderlyProcess receiverThatDies(Path folder, int at) throws Exception {
        return Office.process(
                folder,
                satelliteDatabase,
                with(Map.of(
                        "orderly.site", SATELLITE, "test.dies-in", "acknowledge", "test.dies-at", String.valueOf(at))));
    }

    private Map<String, String> with(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(common);
        all.putAll(more);
        return all;
    }

    @Override
    public void kill() throws Exception {
        process.kill();
    }

    @Override
    public void revive() throws Exception {
        process.start();
    }

    @Override
    public void cut() {
        process.cut();
    }

    @Override
    public void mend() {
        process.mend();
    }

    @Override
    public void awaitTaken(Duration patience) {
        Office here = hub.orElseThrow();
        await().atMost(patience)
                .until(() -> here.count("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL") == 0
                        && here.log().positions().equals(here.log().heads()));
    }

    @Override
    public void repeat() {
        double before = satellite.orElseThrow().counted("orderly.bridge.duplicates");
        Office here = hub.orElseThrow();
        MendBridge mend = new MendBridge(here.log(), new Marks(here.jdbc()), new Exports(here.jdbc()));
        here.log().heads().forEach((shard, head) -> mend.resend(shard, Math.max(1, head - 20), "a test"));
        awaitTaken(CarryContract.PATIENCE);
        await("duplicates")
                .atMost(CarryContract.PATIENCE)
                .until(() -> satellite.get().counted("orderly.bridge.duplicates") > before + 8);
    }

    /** One of nobody's, and one that pretends to be the hub's. */
    @Override
    public void poison() {
        Office here = hub.orElseThrow();
        refusedBefore = satellite.orElseThrow().counted("orderly.bridge.refused");
        Topic topic = new Topic(common.get("orderly.broker.prefix") + ".hub", 8);
        try (Sender sender = here.context().getBean(Broker.class).sender(topic)) {
            sender.send(List.of(strange(2, URI.create("/erp")), strange(3, WireFormat.source(here.site()))));
        }
    }

    /** Has somebody who knows nothing of Orderly send parcels, one of them twice, and one that is none. */
    void sendFromOutside(String receiver) {
        Office here = hub.orElseThrow();
        Topic topic = new Topic(common.get("orderly.broker.prefix") + ".in", 1);
        Broker broker = here.context().getBean(Broker.class);
        // Some brokers keep only what somebody waits for.
        await().ignoreExceptions().atMost(CarryContract.PATIENCE).until(() -> {
            broker.subscribe(topic, Site.HUB);
            return true;
        });
        Message parcel = fromOutside("1", "{\"receiver\":\"%s\",\"number\":1,\"content\":\"€\"}".formatted(receiver));
        try (Sender sender = broker.sender(topic)) {
            sender.send(List.of(parcel, fromOutside("2", "{\"receiver\":7}"), parcel));
        }
    }

    private static Message fromOutside(String id, String data) {
        return new Message(
                0,
                CloudEventBuilder.v1()
                        .withId(id)
                        .withSource(URI.create("/erp"))
                        .withType("parcel.sent")
                        .withExtension("partitionkey", "erp")
                        .withData("application/json", data.getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    private static Message strange(int lane, URI source) {
        return new Message(
                lane,
                CloudEventBuilder.v1()
                        .withId(UUID.randomUUID().toString())
                        .withSource(source)
                        .withType("parcel.sent")
                        .withExtension("partitionkey", "poison")
                        .withData("application/json", "{}".getBytes(StandardCharsets.UTF_8))
                        .build());
    }

    /** That the broker has it with its reason is for the adapter's own test to show. */
    @Override
    public void awaitSetAside() {
        await().atMost(CarryContract.PATIENCE)
                .untilAsserted(() -> assertThat(satellite.orElseThrow().counted("orderly.bridge.refused"))
                        .isEqualTo(refusedBefore + 2));
    }

    @Override
    public boolean isToldWhatArrived() {
        return true;
    }

    Office hub() {
        return hub.orElseThrow();
    }

    Map<Integer, Mark> marks() {
        Office there = satellite.orElseThrow();
        return there.log()
                .inTransaction(() -> new Marks(there.jdbc())
                        .lock("hub", IntStream.range(0, 8).boxed().toList()));
    }

    @Override
    public void close() throws IOException {
        process.close();
    }
}
