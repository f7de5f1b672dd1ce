package dev.orderly.web;

import java.util.function.Supplier;
import org.springframework.http.ResponseEntity;

/**
 * A request that may be sent again under its Idempotency-Key and is done once. A controller takes it as a parameter,
 * which requires the header.
 */
public final class IdempotentCall {

    private final IdempotentCalls calls;
    private final IdempotencyKey key;
    private final String address;

    IdempotentCall(IdempotentCalls calls, IdempotencyKey key, String address) {
        this.calls = calls;
        this.key = key;
        this.address = address;
    }

    /**
     * Does the work and stores its answer in one transaction with what the work writes, or gives the answer of the first
     * time. Work that fails stores nothing, not even the key.
     *
     * @param request the body as it was read: the same key with another body is refused
     * @param work gives the status, Location and body to answer with
     */
    public ResponseEntity<String> once(Object request, Supplier<ResponseEntity<?>> work) {
        return calls.once(key, address, request, work);
    }

    /**
     * The same where the answer is known before the work is done, which spares the database a statement.
     *
     * @param answer what to answer with, unless the work fails
     */
    public ResponseEntity<String> once(Object request, ResponseEntity<?> answer, Runnable work) {
        return calls.once(key, address, request, answer, work);
    }
}
