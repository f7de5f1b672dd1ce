package dev.orderly;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;

final class Sha256 {

    private Sha256() {}

    static String hex(String text) {
        return Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString();
    }
}
