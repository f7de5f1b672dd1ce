package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls a station's dead letters as a person would. */
class DeadLetterClient {

    private final RestClient http;
    private final String address;

    DeadLetterClient(Station station) {
        address = "http://localhost:" + station.context().getEnvironment().getProperty("local.server.port");
        http = RestClient.builder()
                .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
                .build();
    }

    JsonNode get(String path) {
        return json(call(HttpMethod.GET, path, null));
    }

    int status(String path) {
        return call(HttpMethod.GET, path, null).getStatusCode().value();
    }

    JsonNode one(String module, String eventId) {
        return get("/" + module + "/" + eventId);
    }

    JsonNode onlyOne(String query) {
        JsonNode items = get("?" + query).path("items");
        assertThat(items).hasSize(1);
        return items.path(0);
    }

    int post(String path, String body) {
        return call(HttpMethod.POST, path, body).getStatusCode().value();
    }

    JsonNode replayAll(String query, String reason) {
        ResponseEntity<String> answer = call(HttpMethod.POST, "/replay" + query, "{\"reason\":\"" + reason + "\"}");
        assertThat(answer.getStatusCode().value()).isEqualTo(202);
        return json(answer);
    }

    int edit(String path, String payload) {
        return call(HttpMethod.PUT, path, "{\"reason\":\"a typing error\",\"payload\":" + payload + "}")
                .getStatusCode()
                .value();
    }

    /** The body of the answer to an edit that is to be refused. */
    String refusal(String path, String payload) {
        ResponseEntity<String> answer =
                call(HttpMethod.PUT, path, "{\"reason\":\"a typing error\",\"payload\":" + payload + "}");
        assertThat(answer.getStatusCode().value()).isEqualTo(400);
        assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        return String.valueOf(answer.getBody());
    }

    /** The keys of all pages of the list. */
    List<String> keys(String query) {
        return pages("", query, "key");
    }

    List<String> pages(String path, String query, String field) {
        List<String> values = new ArrayList<>();
        @Nullable String next = "/api/messaging/dead-letters" + path + "?" + query;
        while (next != null) {
            ResponseEntity<String> page =
                    http.get().uri(URI.create(address + next)).retrieve().toEntity(String.class);
            assertThat(page.getStatusCode().value()).isEqualTo(200);
            json(page).path("items").forEach(item -> values.add(item.path(field).asString()));
            String link = page.getHeaders().getFirst(HttpHeaders.LINK);
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        return values;
    }

    private ResponseEntity<String> call(HttpMethod method, String path, @Nullable String body) {
        RestClient.RequestBodySpec request =
                http.method(method).uri(URI.create(address + "/api/messaging/dead-letters" + path));
        if (body != null) {
            request.contentType(MediaType.APPLICATION_JSON).body(body);
        }
        return request.retrieve().toEntity(String.class);
    }

    private static JsonNode json(ResponseEntity<String> answer) {
        return JsonMapper.shared().readTree(String.valueOf(answer.getBody()));
    }
}
