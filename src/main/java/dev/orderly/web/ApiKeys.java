package dev.orderly.web;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;

/** Knows who may call. A process without a single key would answer nobody, so it refuses to start. */
class ApiKeys implements AuthenticationManager {

    private final List<ApiKey> keys;

    ApiKeys(List<String> configured) {
        keys = configured.stream()
                .filter(key -> !key.isBlank())
                .map(ApiKey::parse)
                .toList();
        if (keys.isEmpty()) {
            throw new FailureAnalyzedException(
                    "orderly.api-keys names no key, and without one nobody can call the API.",
                    "Set ORDERLY_API_KEYS to name:sha256-hex, several separated by commas.");
        }
        refuseDoubles(keys);
    }

    @Override
    public Authentication authenticate(Authentication presented) {
        String name = nameOf(String.valueOf(presented.getCredentials()));
        return UsernamePasswordAuthenticationToken.authenticated(name, "", List.of());
    }

    /** Compares with every key in full, so that the time tells nothing of how near a guess came. */
    private String nameOf(String key) {
        byte[] hash = Hashing.sha256().hashString(key, StandardCharsets.UTF_8).asBytes();
        @Nullable String name = null;
        for (ApiKey known : keys) {
            name = MessageDigest.isEqual(hash, known.sha256().asBytes()) ? known.name() : name;
        }
        if (name == null) {
            throw new BadCredentialsException("The API key is not known.");
        }
        return name;
    }

    private static void refuseDoubles(List<ApiKey> keys) {
        Set<String> names = new HashSet<>();
        for (ApiKey key : keys) {
            if (!names.add(key.name())) {
                throw new FailureAnalyzedException(
                        "orderly.api-keys names %s twice.".formatted(key.name()),
                        "Give each key a name of its own, because idempotency keys belong to that name.");
            }
        }
    }
}
