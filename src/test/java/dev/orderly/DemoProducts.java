package dev.orderly;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.RestClient;

/** Something to sell, put in stock through the API on the first try-it run. */
final class DemoProducts {

    static final String FIRST = "COFFEE-1KG";

    private static final Map<String, Integer> STOCK =
            Map.of(FIRST, 1_000, "TEA-100G", 500, "MUG-WHITE", 200, "GRINDER-HAND", 50, "TEAPOT-CAST-IRON", 5);

    private final RestClient api;

    DemoProducts(String address, String key) {
        api = RestClient.builder()
                .baseUrl(address)
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + key)
                .build();
    }

    /** What has been sold stays sold: only products that are not there are put in stock. */
    void stock() {
        STOCK.forEach((sku, onHand) -> {
            if (isMissing(sku)) {
                api.put()
                        .uri("/api/stock/{sku}", sku)
                        .body(Map.of("onHand", onHand, "reason", "something to try with"))
                        .retrieve()
                        .toBodilessEntity();
            }
        });
    }

    private boolean isMissing(String sku) {
        return Boolean.TRUE.equals(api.get()
                .uri("/api/stock/{sku}", sku)
                .exchange((request, response) -> response.getStatusCode().isSameCodeAs(HttpStatus.NOT_FOUND)));
    }
}
