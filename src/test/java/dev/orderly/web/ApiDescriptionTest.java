package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderly.ApiClient;
import dev.orderly.OrderlyTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@OrderlyTest
class ApiDescriptionTest {

    @LocalServerPort
    int port;

    @Test
    void the_description_has_the_real_endpoints_and_no_others() {
        JsonNode paths = description().get("paths");

        assertThat(paths.propertyNames())
                .contains("/api/orders", "/api/orders/{id}/cancel", "/api/stock/{sku}", "/api/payments", "/api/events")
                .allMatch(path -> path.startsWith("/api/"));
    }

    @Test
    void it_tells_the_key_the_idempotency_key_and_the_problem() {
        JsonNode api = description();
        JsonNode place = api.at("/paths/~1api~1orders/post");

        assertThat(api.at("/components/securitySchemes/apiKey/scheme").asString())
                .isEqualTo("bearer");
        assertThat(api.at("/security/0").has("apiKey")).isTrue();
        assertThat(place.at("/parameters")).hasSize(1);
        assertThat(place.at("/parameters/0/name").asString()).isEqualTo("Idempotency-Key");
        assertThat(place.at("/parameters/0/required").asBoolean()).isTrue();
        assertThat(place.at("/responses").propertyNames()).containsExactlyInAnyOrder("201", "default");
        assertThat(place.at("/responses/default/content/application~1problem+json/schema/$ref")
                        .asString())
                .isEqualTo("#/components/schemas/Problem");
        assertThat(api.at("/components/schemas/Problem/properties").propertyNames())
                .contains("type", "title", "status", "detail", "instance", "errors");
    }

    @Test
    void every_reference_leads_somewhere() {
        JsonNode api = description();

        assertThat(api.findValuesAsString("$ref"))
                .isNotEmpty()
                .allSatisfy(
                        reference -> assertThat(api.at(reference.substring(1)).isMissingNode())
                                .as(reference)
                                .isFalse());
    }

    @Test
    void bodies_have_examples() {
        JsonNode request = description().at("/components/schemas/OrderRequest/properties");

        assertThat(request.at("/customerEmail/example").asString()).isEqualTo("buyer@example.com");
        assertThat(request.at("/currency/example").asString()).isEqualTo("EUR");
    }

    private JsonNode description() {
        ApiClient api = new ApiClient(port);
        return api.send(api.anonymous("/v3/api-docs").GET()).json();
    }
}
