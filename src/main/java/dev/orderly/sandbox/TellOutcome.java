package dev.orderly.sandbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.json.JsonMapper;

/** Calls back with what became of a session, and has that repeated until it is answered with a 2xx, for some days. */
class TellOutcome {

    private static final Logger LOG = LoggerFactory.getLogger(TellOutcome.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(500);
    private static final Duration LONGEST_DELAY = Duration.ofMinutes(10);
    private static final Duration GIVE_UP_AFTER = Duration.ofDays(3);

    private final Sessions sessions;
    private final Mishaps mishaps;
    private final RestClient http;

    TellOutcome(Sessions sessions, Mishaps mishaps) {
        this.sessions = sessions;
        this.mishaps = mishaps;
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(2))
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
        requests.setReadTimeout(Duration.ofSeconds(10));
        this.http = RestClient.builder().requestFactory(requests).build();
    }

    void tell(Session session, Signer signer, ExecutorService threads) {
        if (heard(session, signer, threads)) {
            sessions.rest(session);
        } else if (session.decidedFor().compareTo(GIVE_UP_AFTER) > 0) {
            sessions.rest(session);
            LOG.warn(
                    "The sandbox called back {} times about order {}, never heard a 2xx and gives up",
                    session.attempts(),
                    session.orderId());
        } else {
            sessions.callAgain(session, delay(session.attempts()));
        }
    }

    private boolean heard(Session session, Signer signer, ExecutorService threads) {
        Callable<Boolean> call = () -> call(session, signer);
        int times = mishaps.callbacks(session.behaviour().calls());
        try {
            List<Future<Boolean>> answers = threads.invokeAll(Collections.nCopies(times, call));
            return answers.stream().allMatch(answer -> answer.resultNow());
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean call(Session session, Signer signer) {
        byte[] body = JsonMapper.shared().writeValueAsBytes(SessionBody.of(session, null));
        try {
            return http.post()
                    .uri(URI.create(session.callbackUrl()))
                    .contentType(MediaType.APPLICATION_JSON)
                    .header("Orderly-Signature", signer.sign(body))
                    .body(body)
                    .exchangeForRequiredValue(
                            (request, response) -> response.getStatusCode().is2xxSuccessful());
        } catch (RestClientException nobodyAnswers) {
            return false;
        }
    }

    private static Duration delay(int attempts) {
        Duration doubled = FIRST_DELAY.multipliedBy(1L << Math.min(attempts - 1, 20));
        return doubled.compareTo(LONGEST_DELAY) < 0 ? doubled : LONGEST_DELAY;
    }
}
