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
        HashCode fingerprint = fingerprint(address, request);
        return inTransaction(
                key,
                () -> keys.claim(key, fingerprint)
                        .map(stored -> stored.replayFor(fingerprint))
                        .orElseGet(() -> {
                            StoredAnswer answer = answer(fingerprint, work.get());
                            keys.complete(key, answer);
                            return answer.first();
                        }));
    }

    ResponseEntity<String> once(
            IdempotencyKey key, String address, Object request, ResponseEntity<?> foreseen, Runnable work) {
        StoredAnswer answer = answer(fingerprint(address, request), foreseen);
        return inTransaction(
                key,
                () -> keys.claim(key, answer)
                        .map(stored -> stored.replayFor(answer.fingerprint()))
                        .orElseGet(() -> {
                            work.run();
                            return answer.first();
                        }));
    }

    private ResponseEntity<String> inTransaction(IdempotencyKey key, Supplier<ResponseEntity<String>> call) {
        if (!inFlightHere.add(key)) {
            throw new IdempotencyKeyInFlight();
        }
        try {
            return Objects.requireNonNull(transaction.execute(_ -> call.get()));
        } finally {
            inFlightHere.remove(key);
        }
    }

    private StoredAnswer answer(HashCode fingerprint, ResponseEntity<?> answer) {
        URI location = answer.getHeaders().getLocation();
        return new StoredAnswer(
                fingerprint,
                answer.getStatusCode().value(),
                location == null ? null : location.toString(),
                json.writeValueAsString(answer.getBody()));
    }

    /** Of the request as it was understood, so that spaces and the order of fields make no difference. */
    private HashCode fingerprint(String address, Object request) {
        return Hashing.sha256().hashString(address + "\n" + json.writeValueAsString(request), StandardCharsets.UTF_8);
    }
}
