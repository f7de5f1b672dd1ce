package dev.orderly.web;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One caller's name for one request, by which the request may be sent again (draft-ietf-httpapi-idempotency-key-header).
 * The draft's quoted string and the bare token that most clients send mean the same key.
 *
 * @param apiKey the name of the API key that the request came with
 * @param value the key without quotes
 */
record IdempotencyKey(String apiKey, String value) {

    static final String HEADER = "Idempotency-Key";

    private static final int LONGEST = 255;

    private static final Pattern QUOTED = Pattern.compile("\"(?:[ !#-\\[\\]-~]|\\\\[\"\\\\])+\"");

    private static final Pattern BARE = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~:/=-]+");

    static IdempotencyKey of(String apiKey, List<String> headers) {
        if (headers.isEmpty()) {
            throw new IdempotencyKeyMissing();
        }
        String value = headers.size() == 1 ? unquote(headers.getFirst().strip()) : "";
        if (value.isBlank() || value.length() > LONGEST || !value.equals(value.strip())) {
            throw new IdempotencyKeyInvalid(LONGEST);
        }
        return new IdempotencyKey(apiKey, value);
    }

    /** Empty where the header is neither. */
    private static String unquote(String header) {
        if (QUOTED.matcher(header).matches()) {
            return header.substring(1, header.length() - 1).replaceAll("\\\\(.)", "$1");
        }
        return BARE.matcher(header).matches() ? header : "";
    }
}
