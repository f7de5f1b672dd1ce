package dev.orderly.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.messaging.Ids;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@InventoryTest
class CorrectStockTest {

    private static final String THREE_BROKE = "{\"change\":-3,\"reason\":\"damaged\"}";

    @LocalServerPort
    int port;

    @Autowired
    Warehouse warehouse;

    @Autowired
    ReserveStock reserveStock;

    @Test
    void pieces_that_broke_are_taken_off_once_however_often_the_call_is_repeated() {
        String sku = warehouse.sku(10);
        String key = Ids.next();
        Answer first = correct(sku, key, THREE_BROKE);
        Answer again = correct(sku, key, THREE_BROKE);
        assertThat(first.status()).as(first.body()).isEqualTo(200);
        assertThat(first.json().get("onHand").asInt()).isEqualTo(7);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(List.of(first, again))
                .allSatisfy(
                        answer -> assertThat(answer.response().headers().map()).doesNotContainKey("location"));
        assertThat(warehouse.onHand(sku)).isEqualTo(7);
        assertThat(warehouse.movements(sku).getFirst())
                .extracting(StockMovement::onHandChange, StockMovement::reason)
                .containsExactly(-3, "damaged");
        assertThat(warehouse.stockWithoutMovement()).isEmpty();
    }

    @Test
    void what_is_reserved_cannot_be_taken_off_and_what_is_not_can() {
        String sku = warehouse.sku(10);
        reserveStock.forOrder(Ids.next(), List.of(new ReservationLine(sku, 6)));
        Answer refused = correct(sku, Ids.next(), "{\"change\":-5,\"reason\":\"stolen\"}");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("detail").asString()).contains("leave at least 6");
        assertThat(correct(sku, Ids.next(), "{\"change\":-4,\"reason\":\"stolen\"}")
                        .status())
                .isEqualTo(200);
        assertThat(warehouse.onHand(sku)).isEqualTo(6);
    }

    @Test
    void more_pieces_than_there_are_cannot_be_taken_off_and_the_answer_speaks_of_no_orders() {
        String sku = warehouse.sku(2);
        Answer refused = correct(sku, Ids.next(), THREE_BROKE);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("type").asString()).endsWith("stock-not-on-hand");
        assertThat(refused.json().get("detail").asString())
                .contains("There are 2 of " + sku + " on hand, so 3 cannot go")
                .doesNotContain("rders");
        assertThat(warehouse.onHand(sku)).isEqualTo(2);
    }

    @Test
    void a_sku_that_was_never_set_cannot_be_corrected() {
        assertThat(correct("no-such", Ids.next(), THREE_BROKE).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"change\":0,\"reason\":\"x\"}",
                "{\"change\":1000000001,\"reason\":\"x\"}",
                "{\"change\":999999999,\"reason\":\"x\"}",
                "{\"change\":1}",
                "{\"reason\":\"x\"}"
            })
    void nonsense_is_refused(String body) {
        String sku = warehouse.sku(10);
        assertThat(correct(sku, Ids.next(), body).status()).isEqualTo(400);
        assertThat(warehouse.onHand(sku)).isEqualTo(10);
    }

    @Test
    void a_correction_without_a_key_is_refused_as_its_repetition_could_not_be_told() {
        String sku = warehouse.sku(10);
        assertThat(new ApiClient(port)
                        .post("/api/stock/" + sku + "/corrections", THREE_BROKE)
                        .status())
                .isEqualTo(400);
        assertThat(warehouse.onHand(sku)).isEqualTo(10);
    }

    private Answer correct(String sku, String key, String body) {
        ApiClient api = new ApiClient(port);
        return api.send(api.json("/api/stock/" + sku + "/corrections")
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body)));
    }
}
