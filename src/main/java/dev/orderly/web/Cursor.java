package dev.orderly.web;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the next page of a list that runs from the newest to the oldest begins. Callers get it as an opaque text. */
public record Cursor(Instant at, String id) {

    private static final Pattern FORM = Pattern.compile("(\\d{4}-[0-9T:.-]{6,30}Z) ([A-Za-z0-9-]{1,64})");

    /** The text for the query parameter {@code after}. */
    public String encode() {
        byte[] plain = (at + " " + id).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
    }

    /** Reads what {@link #encode()} wrote; anything else is an invalid request. */
    public static Cursor decode(String text) {
        try {
            Matcher form = FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.US_ASCII));
            if (form.matches()) {
                return new Cursor(Instant.parse(form.group(1)), form.group(2));
            }
        } catch (IllegalArgumentException | DateTimeException notOurs) {
            // The same answer as to any other text that is no cursor.
        }
        throw new InvalidRequest("after", "must be a cursor as the Link header of the page before gave it");
    }
}
