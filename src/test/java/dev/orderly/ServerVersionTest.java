package dev.orderly;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerVersionTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"8.4.0", "8.4.3-google", "9.7.0", "10.6.18-MariaDB-log", "11.4.5-MariaDB", "12.0.1-MariaDB"})
    void a_server_of_these_versions_will_do(String version) {
        assertThat(ServerVersion.of(version).suffices()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"5.7.44", "8.0.42", "8.0.mysql_aurora.3.08.0", "8.3.0", "10.5.29-MariaDB", "what?"})
    void a_server_of_these_versions_is_too_old(String version) {
        assertThat(ServerVersion.of(version).suffices()).isFalse();
    }
}
