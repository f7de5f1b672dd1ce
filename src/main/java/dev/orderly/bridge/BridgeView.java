package dev.orderly.bridge;

import dev.orderly.bridge.Marks.Mark;
import dev.orderly.broker.Guarantees;
import dev.orderly.messaging.Site;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What crosses between this database and others, as operators see it. */
record BridgeView(
        @Schema(description = "This database's own site") SiteView site,

        @Schema(description = "The sites that it exchanges events with")
        List<SiteView> others,

        @Schema(description = "What carries events; null where orderly.broker.type is none") @Nullable BrokerView broker,

        @Schema(description = "How much of this site's log was sent, by shard; nothing where nothing ever was")
        List<Sent> sent,

        @Schema(description = "How much of others' logs has arrived, by site and shard")
        List<ReceivedView> received) {

    record SiteView(String name, String id, int epoch, boolean hub) {

        static SiteView of(Site site) {
            return new SiteView(site.name(), site.id(), site.epoch(), site.hub());
        }
    }

    record BrokerView(
            @Schema(example = "kafka") String type,

            @Schema(description = "What it promises; null as long as it could not be asked") @Nullable Guarantees guarantees,

            @Schema(
                    description =
                            "How many messages wait there for this site, by topic, as this process knows it; a topic of which it is not known is missing")
            Map<String, Long> backlog) {}

    record Sent(
            int shard,

            @Schema(description = "The last position that the broker has confirmed")
            long position,

            @Schema(description = "The last position of the log")
            long head,

            @Schema(description = "How many are to be sent") long lagEvents,

            @Schema(
                    description =
                            "Why the broker does not take the next one, which is tried again every 30 s; null where it takes them")
            @Nullable String refusal) {}

    record ReceivedView(
            String source,
            int shard,
            int epoch,

            @Schema(description = "All up to here has arrived")
            long position,

            @Schema(
                    description =
                            "What came next follows on this position, and what is between is missing; null where nothing is")
            @Nullable Long gapUntil,

            @Nullable Instant gapSince,

            @Schema(description = "Somebody has said that what is missing will be sent again")
            boolean awaitsResend) {

        static ReceivedView of(Mark mark) {
            return new ReceivedView(
                    mark.source(),
                    mark.shard(),
                    mark.epoch(),
                    mark.position(),
                    mark.gapUntil(),
                    mark.gapSince(),
                    mark.awaitsResend());
        }
    }
}
