package dev.orderly.move;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.messaging.Site;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A module that moves handles each event once and in order, wherever it is when the event comes. */
class FindHandledTest {

    private static final String SHOP = "shop";
    private static final String DEPOT = "depot";

    static World world;

    @BeforeAll
    static void install() {
        world = new World(SHOP, DEPOT);
    }

    @AfterAll
    static void remove() {
        world.close();
    }

    @BeforeEach
    void begin() {
        world.forget();
    }

    @Test
    void what_was_handled_at_the_hub_is_all_up_to_its_cursor() {
        world.publish(Site.HUB, 0);
        world.publish(Site.HUB, 0);
        world.publish(Site.HUB, 1);
        world.putInLine(Site.HUB);
        world.handle(0, 1);
        assertThat(handled(SHOP))
                .isEqualTo(new Handled()
                        .set(0, Site.HUB, 1)
                        .set(0, SHOP, 0)
                        .set(1, Site.HUB, 0)
                        .set(1, SHOP, 0));
    }

    @Test
    void of_what_a_satellite_told_the_hub_the_first_that_waits_ends_what_was_handled() {
        assertThat(world.move(SHOP)).isTrue();
        assertThat(world.move(Site.HUB)).isTrue();
        for (int n = 0; n < 4; n++) {
            world.publish(SHOP, 0);
        }
        world.putInLine(SHOP);
        world.carry(SHOP, Site.HUB, 0, 3);
        world.putInLine(Site.HUB);
        world.handle(0, 2);
        assertThat(handled(SHOP).upTo(0, SHOP)).isEqualTo(2);
        world.handle(0, 2);
        assertThat(handled(SHOP).upTo(0, SHOP))
                .as("all that has arrived, and no more")
                .isEqualTo(3);
    }

    @Test
    void what_has_arrived_and_is_not_in_line_was_not_handled() {
        assertThat(world.move(SHOP)).isTrue();
        assertThat(world.move(Site.HUB)).isTrue();
        world.publish(SHOP, 0);
        world.putInLine(SHOP);
        world.carry(SHOP, Site.HUB, 0, 1);
        assertThat(handled(SHOP).upTo(0, SHOP)).isZero();
    }

    @Test
    void the_hub_goes_on_before_what_was_born_at_the_satellite_and_waits_there() {
        assertThat(world.move(SHOP)).isTrue();
        world.publish(SHOP, 0);
        world.putInLine(SHOP);
        world.carry(SHOP, Site.HUB, 0, 1);
        world.putInLine(Site.HUB);
        world.carry(Site.HUB, SHOP, 0, 1);
        Handled handled = handled(Site.HUB);
        assertThat(handled.upTo(0, SHOP)).isZero();
        assertThat(handled.upTo(0, Site.HUB))
                .as("although the satellite has had it back from the hub")
                .isZero();
        assertThat(world.move(Site.HUB)).isTrue();
        world.settle();
        assertThat(world.handled).hasSize(1);
    }

    @Test
    void what_waits_at_a_satellite_is_handled_at_the_hub_and_what_was_handled_is_passed_over() {
        assertThat(world.move(SHOP)).isTrue();
        String first = world.publish(SHOP, 0);
        world.putInLine(SHOP);
        world.handle(0, 1);
        String second = world.publish(SHOP, 0);
        String third = world.publish(Site.HUB, 0);
        assertThat(world.move(Site.HUB)).isTrue();
        world.settle();
        assertThat(world.handled).startsWith(first).containsExactlyInAnyOrder(first, second, third);
    }

    @Test
    void a_second_move_out_remembers_the_first() {
        String first = world.publish(Site.HUB, 0);
        assertThat(world.move(SHOP)).isTrue();
        world.settle();
        String second = world.publish(SHOP, 0);
        world.settle();
        assertThat(world.move(Site.HUB)).isTrue();
        assertThat(world.move(SHOP)).isTrue();
        String third = world.publish(SHOP, 0);
        world.settle();
        assertThat(world.handled).containsExactly(first, second, third);
    }

    @Test
    void where_the_hub_has_cleaned_up_what_waits_at_the_satellite_the_module_stays() {
        assertThat(world.move(SHOP)).isTrue();
        world.publish(Site.HUB, 0);
        world.putInLine(Site.HUB);
        world.carry(Site.HUB, SHOP, 0, 1);
        world.cleanUp(Site.HUB, 0);
        assertThat(world.move(Site.HUB)).isFalse();
        world.settle();
        assertThat(world.move(Site.HUB)).isTrue();
    }

    @Test
    void where_a_satellite_has_cleaned_up_what_waits_at_the_hub_the_module_stays() {
        assertThat(world.move(SHOP)).isTrue();
        world.settle();
        assertThat(world.move(Site.HUB)).isTrue();
        world.publish(Site.HUB, 0);
        world.publish(SHOP, 0);
        world.putInLine(Site.HUB);
        world.putInLine(SHOP);
        world.carry(Site.HUB, SHOP, 0, 1);
        world.putInLine(SHOP);
        world.carry(SHOP, Site.HUB, 0, 1);
        world.putInLine(Site.HUB);
        world.at(SHOP).jdbc().sql("DELETE FROM outbox").update();
        assertThat(world.move(SHOP)).isFalse();
        world.handle(0, 2);
        assertThat(world.move(SHOP)).isTrue();
    }

    @Test
    void where_only_the_broker_has_what_was_born_at_a_satellite_the_module_stays_until_it_has_arrived() {
        assertThat(world.move(SHOP)).isTrue();
        assertThat(world.move(Site.HUB)).isTrue();
        world.publish(SHOP, 0);
        world.putInLine(SHOP);
        world.tell(SHOP, 0);
        world.at(SHOP).jdbc().sql("DELETE FROM outbox").update();
        assertThat(world.move(SHOP)).isFalse();
        world.at(Site.HUB)
                .jdbc()
                .sql("UPDATE received SET position = 1 WHERE source = 'shop' AND shard = 0")
                .update();
        assertThat(world.move(SHOP)).isTrue();
    }

    /** Anything in any order, with nothing kept for longer than it must be every other time. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void whatever_happens_each_event_is_handled_once_and_in_the_order_of_its_site(long seed) {
        Random random = new Random(seed);
        int moves = 0;
        for (int n = 0; n < 400; n++) {
            String site = world.names().get(random.nextInt(3));
            String satellite = random.nextBoolean() ? SHOP : DEPOT;
            int shard = random.nextInt(World.SHARDS);
            int some = 1 + random.nextInt(3);
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> world.publish(site, shard);
                case 3, 4 -> world.putInLine(site);
                case 5, 6 -> world.carry(Site.HUB, satellite, shard, some);
                case 7, 8 -> world.carry(satellite, Site.HUB, shard, some);
                case 9, 10 -> world.handle(shard, some);
                default -> {
                    if (seed % 2 == 0) {
                        world.cleanUp(site, shard);
                    }
                    moves += world.move(world.home.equals(Site.HUB) ? satellite : Site.HUB) ? 1 : 0;
                }
            }
        }
        // A site that no module ever went to is heard by nobody.
        if (!world.home.equals(Site.HUB)) {
            world.settle();
            moves += world.move(Site.HUB) ? 1 : 0;
        }
        for (String satellite : List.of(SHOP, DEPOT)) {
            world.settle();
            moves += world.move(satellite) ? 1 : 0;
            world.settle();
            moves += world.move(Site.HUB) ? 1 : 0;
        }
        world.settle();
        assertThat(moves).isGreaterThan(5);
        assertThat(new HashSet<>(world.handled)).as("none twice").hasSameSizeAs(world.handled);
        Map<String, Integer> place = new HashMap<>();
        for (int n = 0; n < world.handled.size(); n++) {
            place.put(world.handled.get(n), n);
        }
        world.published.forEach(
                (where, events) -> assertThat(events.stream().map(place::get).toList())
                        .as("places of the events of " + where)
                        .doesNotContainNull()
                        .isSorted());
    }

    private static Handled handled(String goal) {
        return FindHandled.along(new Route(
                World.MODULE, world.at(world.home).end(), world.at(goal).end()));
    }
}
