package dev.orderly.web;

import com.google.common.hash.HashCode;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.diagnostics.FailureAnalyzedException;

/** A caller's name and the SHA-256 of its key; the key itself is known to the caller alone. */
record ApiKey(String name, HashCode sha256) {

    private static final Pattern FORM = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63}):([0-9a-fA-F]{64})");

    static ApiKey parse(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches()) {
            throw new FailureAnalyzedException(
                    "orderly.api-keys has an entry that is not name:sha256-hex.",
                    "The name has 1 to 64 letters, digits, dots, dashes or underscores, the hash 64 hexadecimal digits.");
        }
        return new ApiKey(form.group(1), HashCode.fromString(form.group(2).toLowerCase(Locale.ROOT)));
    }
}
