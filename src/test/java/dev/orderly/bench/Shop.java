package dev.orderly.bench;

import dev.orderly.TestDatabase;
import dev.orderly.bench.shop.Effects;
import dev.orderly.bench.shop.MakeSale;
import dev.orderly.bench.shop.SaleMade;
import dev.orderly.bench.shop.ShopApplication;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;

/** The same on Orderly's messaging with its defaults: a module sells, three others hear of it. */
final class Shop implements Contestant {

    private static final String CONSUMERS = "packing,billing,tally";

    private final TestDatabase database;
    private final String[] properties;
    private final Entries entries;
    private final List<ConfigurableApplicationContext> running = new ArrayList<>();

    Shop(TestDatabase database, String... properties) throws SQLException {
        this.database = database;
        this.properties = properties;
        this.entries = new Entries(database);
    }

    /** One whose seller and consumers are one application, as they usually are. */
    static Shop open(TestDatabase database, String... properties) throws SQLException {
        Shop shop = new Shop(database, properties);
        shop.start("shop," + CONSUMERS);
        return shop;
    }

    /** One whose consumers do not run yet. */
    static Shop withoutConsumers(TestDatabase database, String... properties) throws SQLException {
        Shop shop = new Shop(database, properties);
        shop.start("shop");
        return shop;
    }

    private void start(String modules) {
        running.add(ShopApplication.start(Stream.concat(
                        Stream.of(
                                "orderly.modules=" + modules,
                                "spring.datasource.url=" + database.urlOutside(),
                                "spring.datasource.username=" + database.username(),
                                "spring.datasource.password=" + database.password()),
                        Stream.of(properties))
                .toArray(String[]::new)));
    }

    /** Tells of the sale of each row that has been committed. */
    void watch(Consumer<String> whoever) {
        running.getFirst().getBean(Effects.class).watch(whoever);
    }

    @Override
    public Seller seller() {
        MakeSale makeSale = running.getFirst().getBean(MakeSale.class);
        return sale -> makeSale.make(new SaleMade(sale.id(), sale.account(), sale.number(), sale.totalMinor()));
    }

    @Override
    public void startConsumers() {
        if (running.getFirst()
                .getEnvironment()
                .getRequiredProperty("orderly.modules")
                .equals("shop")) {
            start(CONSUMERS);
        }
    }

    /**
     * Leaves events for sales that nobody has made, as many as there are accounts for each of so many numbers, and waits
     * until the relay has put them in line.
     */
    void fill(int accounts, long numbers) throws Exception {
        Seller seller = seller();
        for (int account = 0; account < accounts; account++) {
            seller.sell(Sale.of(account, 1));
        }
        for (long number = 2; number <= numbers; number++) {
            entries.update("""
                    INSERT INTO outbox (event_id, aggregate_type, aggregate_id, event_type, event_version, event_key,
                                        shard, payload, traceparent, correlation_id, causation_id, created_at)
                    SELECT UUID(), aggregate_type, aggregate_id, event_type, event_version, event_key, shard,
                           JSON_SET(payload, '$.number', %d, '$.saleId', UUID()), traceparent, correlation_id,
                           causation_id, UTC_TIMESTAMP(6)
                    FROM outbox
                    WHERE id <= %d
                    ORDER BY id
                    """.formatted(number, accounts));
        }
        while (entries.number("SELECT COUNT(*) FROM outbox WHERE processed_at IS NULL") > 0) {
            Thread.sleep(20);
        }
    }

    @Override
    public Entries entries() {
        return entries;
    }

    @Override
    public void close() {
        running.reversed().forEach(ConfigurableApplicationContext::close);
        entries.close();
    }
}
