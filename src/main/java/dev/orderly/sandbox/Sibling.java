package dev.orderly.sandbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;

/** Another process with the sandbox of the same installation, on the same machine. */
class Sibling {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private Sibling() {}

    /** Is it the one that listens there? */
    static boolean listensOn(String host, int port, Installation installation) {
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
            requests.setReadTimeout(PATIENCE);
            String answer = RestClient.builder()
                    .requestFactory(requests)
                    .build()
                    .get()
                    .uri(URI.create("http://" + host + ":" + port + "/"))
                    .retrieve()
                    .body(String.class);
            return answer != null && answer.contains(installation.name());
        } catch (RestClientException somethingElse) {
            return false;
        }
    }
}
