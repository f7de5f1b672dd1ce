package dev.orderly.broker.rocketmq;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Whether a broker keeps what it confirms, by what its configuration says. */
final class RocketDurability {

    private RocketDurability() {}

    /** Why it does not, a sentence each. */
    static List<String> shortcomings(String broker, Optional<Properties> configuration) {
        if (configuration.isEmpty()) {
            return List.of(("RocketMQ does not let us ask broker %s whether it keeps what it confirms: give the user of"
                            + " rocketmq.access-key the right to read its configuration.")
                    .formatted(broker));
        }
        Properties says = configuration.get();
        List<String> shortcomings = new ArrayList<>();
        boolean byMajority = isTrue(says, "enableDLegerCommitLog");
        if (!byMajority && !"SYNC_FLUSH".equals(says.getProperty("flushDiskType"))) {
            shortcomings.add(
                    ("Broker %s confirms messages before they are on its disk, and loses the last ones when its"
                                    + " machine fails: set flushDiskType=SYNC_FLUSH in its configuration.")
                            .formatted(broker));
        }
        if (isTrue(says, "enableControllerMode") && !isTrue(says, "allAckInSyncStateSet")) {
            shortcomings.add(("Broker %s may be replaced by a replica that lacks confirmed messages: set"
                            + " allAckInSyncStateSet=true in its configuration.")
                    .formatted(broker));
        }
        return shortcomings;
    }

    private static boolean isTrue(Properties configuration, String name) {
        return Boolean.parseBoolean(configuration.getProperty(name));
    }
}
