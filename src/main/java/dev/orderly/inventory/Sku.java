package dev.orderly.inventory;

import java.util.regex.Pattern;

/**
 * What a SKU may look like: 1 to 64 characters, no space at either end (the database ignores spaces at the end), nothing
 * that cannot be printed, and none of {@code / \ ; %}, which a URL path cannot carry.
 */
final class Sku {

    static final String PATTERN = "(?!\\.{1,2}$)(?! )[^\\p{Cc}\\p{Cn}\\p{Cs}\\p{Zl}\\p{Zp}/\\\\;%]{1,64}(?<! )";

    static final String RULE =
            "must be 1 to 64 printable characters without a space at either end and without any of / \\ ; %";

    private static final Pattern POSSIBLE = Pattern.compile(PATTERN);

    private Sku() {}

    static boolean isPossible(String text) {
        return POSSIBLE.matcher(text).matches();
    }
}
