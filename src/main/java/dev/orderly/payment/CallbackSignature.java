package dev.orderly.payment;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** Checks {@code Orderly-Signature: t=<seconds>,v1=<hex>}, an HMAC-SHA256 over the seconds, a dot and the body. */
class CallbackSignature {

    static final String HEADER = "Orderly-Signature";

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern TIME = Pattern.compile("(?:^|,)\\s*t=(\\d{1,12})\\s*(?=,|$)");
    private static final Pattern MAC = Pattern.compile("(?:^|,)\\s*v1=([0-9a-fA-F]{64})\\s*(?=,|$)");

    private final Clock clock;

    CallbackSignature(Clock clock) {
        this.clock = clock;
    }

    void require(@Nullable String header, byte[] body, String secret) {
        if (header == null) {
            throw new CallbackSignatureInvalid("The header %s is missing.".formatted(HEADER));
        }
        Matcher time = TIME.matcher(header);
        List<String> signatures =
                MAC.matcher(header).results().map(found -> found.group(1)).toList();
        if (!time.find() || signatures.isEmpty()) {
            throw new CallbackSignatureInvalid("The header %s must read t=<seconds>,v1=<hex>.".formatted(HEADER));
        }
        requireMac(time.group(1), signatures, body, secret);
        requireFresh(Instant.ofEpochSecond(Long.parseLong(time.group(1))));
    }

    private static void requireMac(String time, List<String> signatures, byte[] body, String secret) {
        byte[] expected = mac(time, body, secret);
        // More than one is normal while a provider changes its secret.
        boolean good = signatures.stream()
                .map(HexFormat.of()::parseHex)
                .map(signature -> MessageDigest.isEqual(signature, expected))
                .reduce(false, Boolean::logicalOr);
        if (!good) {
            throw new CallbackSignatureInvalid("The signature does not fit the body and the shared secret.");
        }
    }

    private void requireFresh(Instant signedAt) {
        Duration apart = Duration.between(signedAt, clock.instant()).abs();
        if (apart.compareTo(TOLERANCE) > 0) {
            throw new CallbackSignatureInvalid(
                    "The signature is from %s, more than %d minutes from now. Sign again, and check the clocks."
                            .formatted(signedAt, TOLERANCE.toMinutes()));
        }
    }

    private static byte[] mac(String time, byte[] body, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
