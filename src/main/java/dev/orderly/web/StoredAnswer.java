package dev.orderly.web;

import com.google.common.hash.HashCode;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * What the first request with a key was answered, to be given again as it was.
 *
 * @param fingerprint the hash of that request
 * @param location what it made, if anything
 * @param body the JSON that was sent
 */
record StoredAnswer(
        HashCode fingerprint, int status, @Nullable String location, String body) {

    ResponseEntity<String> first() {
        return answer().body(body);
    }

    ResponseEntity<String> replayFor(HashCode again) {
        if (!fingerprint.equals(again)) {
            throw new IdempotencyKeyReused();
        }
        return answer().header("Idempotency-Replayed", "true").body(body);
    }

    private ResponseEntity.BodyBuilder answer() {
        ResponseEntity.BodyBuilder answer = ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON);
        return location == null ? answer : answer.header(HttpHeaders.LOCATION, location);
    }
}
