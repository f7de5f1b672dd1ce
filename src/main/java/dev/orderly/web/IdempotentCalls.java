package dev.orderly.web;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.json.JsonMapper;

/** Does each request once per key, however often and from however many sides it comes. */
class IdempotentCalls {

    private final IdempotencyKeys keys;
    private final TransactionOperations transaction;
    private final JsonMapper json;

    /** Saves the database, and the connection pool, the doubles that reach this process; correctness does not need it. */
    private final Set<IdempotencyKey> inFlightHere = ConcurrentHashMap.newKeySet();

    IdempotentCalls(IdempotencyKeys keys, TransactionOperations transaction, JsonMapper json) {
        this.keys = keys;
        this.transaction = transaction;
        this.json = json;
    }

    ResponseEntity<String> once(IdempotencyKey key, String address, Object request, Supplier<ResponseEntity<?>> work) {
        if (!inFlightHere.add(key)) {
            throw new IdempotencyKeyInFlight();
        }
        try {
            HashCode fingerprint = fingerprint(address, request);
            return Objects.requireNonNull(transaction.execute(_ -> replayOrDo(key, fingerprint, work)));
        } finally {
            inFlightHere.remove(key);
        }
    }

    private ResponseEntity<String> replayOrDo(
            IdempotencyKey key, HashCode fingerprint, Supplier<ResponseEntity<?>> work) {
        return keys.claim(key, fingerprint)
                .map(stored -> stored.replayFor(fingerprint))
                .orElseGet(() -> workAndStore(key, fingerprint, work));
    }

    private ResponseEntity<String> workAndStore(
            IdempotencyKey key, HashCode fingerprint, Supplier<ResponseEntity<?>> work) {
        ResponseEntity<?> done = work.get();
        URI location = done.getHeaders().getLocation();
        StoredAnswer answer = new StoredAnswer(
                fingerprint,
                done.getStatusCode().value(),
                location == null ? null : location.toString(),
                json.writeValueAsString(done.getBody()));
        keys.complete(key, answer);
        return answer.first();
    }

    /** Of the request as it was understood, so that spaces and the order of fields make no difference. */
    private HashCode fingerprint(String address, Object request) {
        return Hashing.sha256().hashString(address + "\n" + json.writeValueAsString(request), StandardCharsets.UTF_8);
    }
}
