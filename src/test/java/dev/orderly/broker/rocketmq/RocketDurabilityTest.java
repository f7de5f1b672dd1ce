package dev.orderly.broker.rocketmq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class RocketDurabilityTest {

    @Test
    void a_broker_that_writes_before_it_confirms_keeps_what_it_confirms() {
        assertThat(shortcomings(Map.of("flushDiskType", "SYNC_FLUSH"))).isEmpty();
    }

    @Test
    void one_that_has_a_majority_write_does_too() {
        assertThat(shortcomings(Map.of("flushDiskType", "ASYNC_FLUSH", "enableDLegerCommitLog", "true")))
                .isEmpty();
    }

    @Test
    void one_that_confirms_first_does_not() {
        assertThat(shortcomings(Map.of("flushDiskType", "ASYNC_FLUSH")))
                .singleElement()
                .asString()
                .contains("set flushDiskType=SYNC_FLUSH");
        assertThat(shortcomings(Map.of())).hasSize(1);
    }

    @Test
    void one_whose_replica_may_take_over_with_less_does_not() {
        Map<String, String> replaced = Map.of("flushDiskType", "SYNC_FLUSH", "enableControllerMode", "true");
        assertThat(shortcomings(replaced)).singleElement().asString().contains("set allAckInSyncStateSet=true");
    }

    @Test
    void one_that_must_not_be_asked_is_not_trusted() {
        assertThat(RocketDurability.shortcomings("broker-a", Optional.empty()))
                .singleElement()
                .asString()
                .contains("broker-a", "rocketmq.access-key");
    }

    private static List<String> shortcomings(Map<String, String> configuration) {
        Properties properties = new Properties();
        properties.putAll(configuration);
        return RocketDurability.shortcomings("broker-a", Optional.of(properties));
    }
}
