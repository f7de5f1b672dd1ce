package dev.orderly.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;

class ApiKeysTest {

    private static final String HASH = "0".repeat(64);

    @Test
    void each_key_has_its_name() {
        ApiKeys keys = new ApiKeys(List.of("shop:" + sha256("one"), " erp:" + sha256("two")));

        assertThat(nameOf(keys, "one")).isEqualTo("shop");
        assertThat(nameOf(keys, "two")).isEqualTo("erp");
        assertThatThrownBy(() -> nameOf(keys, "three")).isInstanceOf(BadCredentialsException.class);
        assertThatThrownBy(() -> nameOf(keys, "")).isInstanceOf(BadCredentialsException.class);
    }

    @Test
    void without_a_key_nothing_starts() {
        assertThatThrownBy(() -> new ApiKeys(List.of())).hasMessageContaining("orderly.api-keys names no key");
        assertThatThrownBy(() -> new ApiKeys(List.of("", " "))).hasMessageContaining("orderly.api-keys names no key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shop", "shop:", ":" + "0123", "shop:key", "shop:0123", "sh op:x", "a:b:c"})
    void a_malformed_entry_refuses_to_start_without_being_repeated(String entry) {
        assertThatThrownBy(() -> new ApiKeys(List.of("good:" + HASH, entry)))
                .hasMessageContaining("name:sha256-hex")
                .hasMessageNotContaining(entry + " ");
    }

    @Test
    void a_name_belongs_to_one_key() {
        assertThatThrownBy(() -> new ApiKeys(Collections.nCopies(2, "shop:" + HASH)))
                .hasMessageContaining("shop twice");
    }

    private static String nameOf(ApiKeys keys, String key) {
        return keys.authenticate(UsernamePasswordAuthenticationToken.unauthenticated("", key))
                .getName();
    }

    private static String sha256(String key) {
        return Hashing.sha256().hashString(key, StandardCharsets.UTF_8).toString();
    }
}
