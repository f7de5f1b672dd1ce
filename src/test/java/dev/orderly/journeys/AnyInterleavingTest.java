package dev.orderly.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient.Answer;
import dev.orderly.journeys.Act.Module;
import dev.orderly.journeys.Model.Order;
import dev.orderly.journeys.Model.Stock;
import dev.orderly.messaging.Ids;
import dev.orderly.messaging.StepByStep.Told;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

/**
 * Whatever happens in whatever order, the application does what the model does, after each step and once all is said
 * and done. How many sequences are tried is the property jqwik.tries.default; one that fails is printed with its seed,
 * shrunk to what matters. This class has no Jupiter tests: their reports would overwrite these.
 */
class AnyInterleavingTest {

    private static final List<Integer> PRICES = List.of(1, 250, 999);

    private static @Nullable World begun;

    @BeforeContainer
    static void begin() {
        begun = World.begin();
    }

    @AfterContainer
    static void end() {
        world().close();
    }

    @Property
    @Label("any interleaving of orders, payments, stock, deliveries, deaths and repetitions does what the model does")
    void any_interleaving_does_what_the_model_does(@ForAll("acts") List<Act> acts) {
        settle(new Model());
        Run run = new Run();
        acts.forEach(run::act);
        run.end();
    }

    @Provide
    Arbitrary<List<Act>> acts() {
        Arbitrary<Integer> order = Arbitraries.integers().between(0, 2);
        Arbitrary<Integer> sku = Arbitraries.integers().between(0, 1);
        Arbitrary<Module> module = Arbitraries.of(Module.class);
        return Arbitraries.frequencyOf(
                        Tuple.of(
                                4,
                                sku.flatMap(one -> Arbitraries.integers()
                                        .between(1, 4)
                                        .map(pieces -> (Act) new Act.Place(one, pieces)))),
                        Tuple.of(2, order.map(Act.Cancel::new)),
                        Tuple.of(1, order.map(Act.Ship::new)),
                        Tuple.of(1, order.map(Act.Deliver::new)),
                        Tuple.of(6, order.map(Act.Capture::new)),
                        Tuple.of(1, order.map(Act.Decline::new)),
                        Tuple.of(1, order.map(Act.Expire::new)),
                        Tuple.of(
                                3,
                                order.flatMap(one -> Arbitraries.of(10, 50, 100, 100)
                                        .map(percent -> (Act) new Act.Refund(one, percent)))),
                        Tuple.of(
                                1,
                                sku.flatMap(one -> Arbitraries.integers()
                                        .between(0, 8)
                                        .map(pieces -> (Act) new Act.CountStock(one, pieces)))),
                        Tuple.of(
                                1,
                                sku.flatMap(one -> Arbitraries.of(-3, -1, 2)
                                        .map(change -> (Act) new Act.CorrectStock(one, change)))),
                        Tuple.of(5, Arbitraries.just((Act) new Act.Settle())),
                        Tuple.of(7, Arbitraries.just((Act) new Act.PutInLine())),
                        Tuple.of(12, module.map(Act.Handle::new)),
                        Tuple.of(2, module.map(Act.HandleAndDie::new)),
                        Tuple.of(3, Arbitraries.of(false, false, true).map(Act.CallProvider::new)),
                        Tuple.of(2, Arbitraries.integers().between(0, 30).map(Act.SayAgain::new)))
                .list()
                .ofMinSize(10)
                .ofMaxSize(70);
    }

    private static World world() {
        if (begun == null) {
            throw new IllegalStateException("The world has not begun");
        }
        return begun;
    }

    /** Until nothing moves any more; also ends what a failed sequence has left behind. */
    private static void settle(Model model) {
        boolean moved = true;
        while (moved) {
            moved = false;
            world().steps.putInLine();
            for (Module module : Module.values()) {
                for (Optional<Told> told = handle(module, model); told.isPresent(); told = handle(module, model)) {
                    moved = true;
                }
            }
            world().callProvider(false);
            model.providerAnswered();
            moved |= world().jdbc
                            .sql("SELECT COUNT(*) FROM outbox WHERE position IS NULL")
                            .query(Long.class)
                            .single()
                    > 0;
        }
    }

    private static Optional<Told> handle(Module module, Model model) {
        Optional<Told> told = world().steps.handle(module.lowerCase());
        told.ifPresent(event -> model.told(module, event));
        return told;
    }

    /** One sequence, with orders and SKUs of its own. */
    private static final class Run {

        private final Model model = new Model();
        private final List<String> skus = List.of("a-" + Ids.next(), "b-" + Ids.next());

        Run() {
            skus.forEach(sku -> {
                Stock stock = new Stock();
                stock.onHand = 6;
                assertThat(world().countStock(sku, stock.onHand)).isEqualTo(200);
                model.stocks.put(sku, stock);
            });
        }

        void act(Act act) {
            switch (act) {
                case Act.Place place -> place(skus.get(place.sku()), place.pieces());
                case Act.Cancel cancel -> on(cancel.order(), this::cancel);
                case Act.Ship ship -> on(ship.order(), order -> move(order, "ship", "SHIPPED", "PAID"));
                case Act.Deliver deliver ->
                    on(deliver.order(), order -> move(order, "deliver", "DELIVERED", "SHIPPED"));
                case Act.Capture capture -> on(capture.order(), order -> callBack(order, "CAPTURED", model::captured));
                case Act.Decline decline -> on(decline.order(), order -> callBack(order, "DECLINED", model::declined));
                case Act.Expire expire -> on(expire.order(), world()::expire);
                case Act.Refund refund -> on(refund.order(), order -> refund(order, refund.percent()));
                case Act.CountStock count -> count(skus.get(count.sku()), count.onHand());
                case Act.CorrectStock correct -> correct(skus.get(correct.sku()), correct.change());
                case Act.PutInLine line -> world().steps.putInLine();
                case Act.Handle(Module module) -> handle(module, model);
                case Act.HandleAndDie(Module module) -> world().steps.handleAndDie(module.lowerCase());
                case Act.Settle settled -> settle(model);
                case Act.CallProvider(boolean away) -> callProvider(away);
                case Act.SayAgain(int event) -> {
                    if (!model.orders.isEmpty()) {
                        world().sayAgain(List.copyOf(model.orders.values()), event);
                    }
                }
            }
            check();
        }

        void end() {
            settle(model);
            check();
            for (Order order : model.orders.values()) {
                assertThat(order.status).as(order.toString()).isNotIn("PLACED", "REFUNDING");
                if (order.is("REJECTED", "CANCELLED", "EXPIRED", "REFUNDED")) {
                    assertThat(order.back)
                            .as("money kept for nothing: " + order)
                            .isEqualTo(order.captured);
                }
            }
            model.stocks.forEach((sku, stock) -> assertThat(stock.reserved)
                    .as("pieces of %s that nobody waits for", sku)
                    .isEqualTo(model.orders.values().stream()
                            .filter(order -> order.sku.equals(sku) && order.is("AWAITING_PAYMENT", "PAID"))
                            .mapToInt(order -> order.pieces)
                            .sum()));
        }

        private void check() {
            assertThat(world().parked()).as("parked events").isZero();
            model.stocks.forEach((sku, stock) -> {
                assertThat(world().stock(sku)).isEqualTo(stock.toString());
                assertThat(stock.reserved).isBetween(0, stock.onHand);
            });
            model.orders.values().forEach(order -> {
                assertThat(world().order(order)).isEqualTo(order.toString());
                assertThat(order.back + order.onItsWay).isBetween(0L, order.captured);
            });
        }

        private void on(int number, Consumer<Order> act) {
            model.orders.values().stream().skip(number).findFirst().ifPresent(act);
        }

        private void place(String sku, int pieces) {
            if (model.orders.size() < 3) {
                long price = PRICES.get(model.orders.size());
                Answer placed = world().place(sku, pieces, price);
                assertThat(placed.status()).as(placed.body()).isEqualTo(201);
                String id = placed.json().get("id").asString();
                model.orders.put(id, new Order(id, sku, pieces, pieces * price));
            }
        }

        private void cancel(Order order) {
            boolean refused = order.is("SHIPPED", "DELIVERED", "REJECTED", "EXPIRED");
            assertThat(world().act(order, "cancel")).isEqualTo(refused ? 409 : 200);
            if (order.is("PAID")) {
                order.status = "REFUNDING";
            } else if (order.is("PLACED", "AWAITING_PAYMENT")) {
                order.status = "CANCELLED";
            }
        }

        private void move(Order order, String verb, String to, String from) {
            assertThat(world().act(order, verb)).isEqualTo(order.is(from, to) ? 200 : 409);
            if (order.is(from)) {
                order.status = to;
            }
        }

        /** A provider knows of the payments that were asked of it. */
        private void callBack(Order order, String outcome, Consumer<Order> then) {
            if (order.payment != null) {
                assertThat(world().callBack(order, outcome)).isEqualTo(204);
                then.accept(order);
            }
        }

        private void refund(Order order, int percent) {
            if (order.payment != null) {
                long amount = Math.max(1, order.total * percent / 100);
                boolean possible = order.captured > 0 && amount <= order.left();
                Answer answer = world().refund(order, amount);
                assertThat(answer.status()).as(answer.body()).isEqualTo(possible ? 201 : 409);
                order.onItsWay += possible ? amount : 0;
            }
        }

        private void callProvider(boolean away) {
            world().callProvider(away);
            if (!away) {
                model.providerAnswered();
            }
        }

        private void count(String sku, int onHand) {
            Stock stock = model.stock(sku);
            boolean possible = onHand >= stock.reserved;
            assertThat(world().countStock(sku, onHand)).isEqualTo(possible ? 200 : 409);
            stock.onHand = possible ? onHand : stock.onHand;
        }

        private void correct(String sku, int change) {
            Stock stock = model.stock(sku);
            boolean possible = stock.onHand + change >= stock.reserved;
            assertThat(world().correctStock(sku, change)).isEqualTo(possible ? 200 : 409);
            stock.onHand += possible ? change : 0;
        }
    }
}
