package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orderly.ApiClient;
import dev.orderly.ApiClient.Answer;
import dev.orderly.OrderlyTest;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What whoever builds on the events is told of them. */
@OrderlyTest
class EventDoorTest {

    @LocalServerPort
    int port;

    @Autowired
    EventCatalog catalog;

    ApiClient api;

    @BeforeEach
    void connect() {
        api = new ApiClient(port);
    }

    @Test
    void the_catalogue_names_every_type() {
        assertThat(texts(api.get("/api/events").json().get("items").findValues("type")))
                .hasSameElementsAs(catalog.types());
    }

    @Test
    void an_event_is_told_with_all_that_a_consumer_must_know() {
        JsonNode placed = event("order.placed");
        assertThat(placed.get("publisher").asString()).isEqualTo("order");
        assertThat(texts(placed.get("consumers")))
                .contains("inventory", "notification")
                .doesNotContain("order");
        assertThat(placed.get("outwardOnly").asBoolean()).isFalse();
        assertThat(placed.get("description").asString())
                .isEqualTo("An order was accepted; nothing is reserved or paid yet.");
        assertThat(placed.get("orderingKey").asString()).isEqualTo("orderId");
        assertThat(texts(placed.get("personalData"))).containsExactly("customerEmail");
        assertThat(placed.at("/versions/0/schema").asString()).isEqualTo("/api/events/order.placed/1");
        assertThat(placed.at("/example/lines/0/sku").asString()).isEqualTo("COFFEE-1KG");
    }

    @Test
    void what_orders_an_event_need_not_be_what_it_is_about() {
        assertThat(event("payment.captured").get("orderingKey").asString()).isEqualTo("orderId");
    }

    @Test
    void an_event_for_the_world_outside_says_so() {
        assertThat(event("order.delivered").get("outwardOnly").asBoolean()).isTrue();
        assertThat(event("order.delivered").get("consumers")).isEmpty();
    }

    @Test
    void every_version_leads_to_its_schema_and_the_example_keeps_to_it() {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
        assertThat(api.get("/api/events").json().get("items")).allSatisfy(event -> {
            JsonNode newest = event.at("/versions/" + (event.get("version").asInt() - 1));
            Answer schema = api.get(newest.get("schema").asString());
            assertThat(schema.status()).isEqualTo(200);
            assertThat(schema.json().get("title").asString())
                    .isEqualTo(event.get("type").asString());
            assertThat(registry.getSchema(schema.json()).validate(event.get("example")))
                    .isEmpty();
        });
    }

    @Test
    void a_type_or_version_that_there_is_not_is_a_404_that_says_where_to_look() {
        for (String unknown : List.of("order.placd/1", "order.placed/2", "order.placed/0", "..%2forder.placed/1")) {
            Answer answer = api.get("/api/events/" + unknown);
            if (!unknown.startsWith("..")) {
                assertThat(answer.json().get("type").asString())
                        .isEqualTo("urn:orderly:problem:event-schema-not-found");
                assertThat(answer.json().get("detail").asString()).contains("GET /api/events lists");
            }
            assertThat(answer.status()).as(unknown).isIn(400, 404);
        }
        assertThat(api.get("/api/events/order.placed/newest").status()).isEqualTo(400);
    }

    @Test
    void the_asyncapi_document_is_one() {
        assertThat(errors(asyncApi())).isEmpty();
    }

    @Test
    void a_document_that_is_none_would_be_seen() {
        ObjectNode broken = asyncApi();
        ((ObjectNode) broken.at("/operations/order-sends")).put("action", "shout");
        assertThat(errors(broken)).isNotEmpty();
        ObjectNode untyped = asyncApi();
        ((ObjectNode) untyped.at("/components/schemas/order.placed.1")).put("type", "thing");
        assertThat(errors(untyped)).isNotEmpty();
    }

    @Test
    void the_asyncapi_document_has_every_event_and_who_sends_and_receives_it() {
        ObjectNode document = asyncApi();
        assertThat(document.get("components").get("messages").propertyNames())
                .hasSameSizeAs(catalog.types())
                .contains("order.placed.1", "payment.refunded.1", "order.payment-overdue.1");
        assertThat(document.at("/operations").propertyNames())
                .contains(
                        "inventory-receives",
                        "inventory-sends",
                        "notification-receives",
                        "order-receives",
                        "order-sends",
                        "payment-receives",
                        "payment-sends")
                .doesNotContain("notification-sends");
        assertThat(texts(document.at("/operations/inventory-sends/messages").findValues("$ref")))
                .containsExactlyInAnyOrder(
                        "#/channels/log/messages/inventory.stock-rejected.1",
                        "#/channels/log/messages/inventory.stock-reserved.1");
        assertThat(document.at("/info/title").asString()).isEqualTo("orderly");
    }

    @Test
    void every_reference_of_the_asyncapi_document_leads_somewhere() {
        ObjectNode document = asyncApi();
        assertThat(document.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(reference -> assertThat(
                                document.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse());
    }

    private JsonNode event(String type) {
        return StreamSupport.stream(api.get("/api/events").json().get("items").spliterator(), false)
                .filter(event -> event.get("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    private ObjectNode asyncApi() {
        return (ObjectNode) api.get("/api/events/asyncapi").json();
    }

    /** Held against the schema that the makers of AsyncAPI publish. */
    private static List<Error> errors(JsonNode document) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                .getSchema(JsonMapper.shared().readTree(Path.of("src/test/resources/asyncapi/3.0.0.json")))
                .validate(document);
    }

    private static List<String> texts(Iterable<JsonNode> nodes) {
        return StreamSupport.stream(nodes.spliterator(), false)
                .map(JsonNode::asString)
                .toList();
    }
}
