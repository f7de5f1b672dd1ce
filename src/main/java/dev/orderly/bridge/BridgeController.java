package dev.orderly.bridge;

import dev.orderly.bridge.BridgeView.BrokerView;
import dev.orderly.bridge.BridgeView.ReceivedView;
import dev.orderly.bridge.BridgeView.Sent;
import dev.orderly.bridge.BridgeView.SiteView;
import dev.orderly.bridge.MendBridge.Decision;
import dev.orderly.bridge.MendBridge.NoGap;
import dev.orderly.bridge.MendBridge.Resend;
import dev.orderly.messaging.SiteLog;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What crosses between this database and others, and what a person can do about what does not. */
@RestController
@RequestMapping(path = "/api/messaging/bridge", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Messaging")
class BridgeController {

    record GapDecision(@Nullable Decision decision) {}

    record ResendRequest(
            @Nullable Integer shard,

            @Schema(description = "The first position to send again, from 1") @Nullable Long fromPosition) {}

    record Resent(
            @Schema(description = "The first position that is sent again")
            long fromPosition,

            @Schema(
                    description =
                            "Whether what was asked for before it is no longer kept, and so is lost to who lacks it")
            boolean lost) {}

    private final SiteLog log;
    private final Marks marks;
    private final Exports exports;
    private final MendBridge mend;
    private final ObjectProvider<BrokerConnection> connection;
    private final ObjectProvider<Bridge> bridge;

    BridgeController(
            SiteLog log,
            Marks marks,
            Exports exports,
            MendBridge mend,
            ObjectProvider<BrokerConnection> connection,
            ObjectProvider<Bridge> bridge) {
        this.log = log;
        this.marks = marks;
        this.exports = exports;
        this.mend = mend;
        this.connection = connection;
        this.bridge = bridge;
    }

    @GetMapping
    @Operation(summary = "How much of this site's log was sent, and how much of others' has arrived")
    BridgeView show() {
        return new BridgeView(
                SiteView.of(log.site()),
                log.others().stream().map(SiteView::of).toList(),
                broker(),
                sent(),
                marks.all().stream().map(ReceivedView::of).toList());
    }

    private @Nullable BrokerView broker() {
        BrokerConnection open = connection.getIfAvailable();
        return open == null
                ? null
                : new BrokerView(
                        open.type().property(),
                        open.guarantees(),
                        Objects.requireNonNull(bridge.getIfAvailable()).receptions().stream()
                                .filter(reception -> !reception.backlog().isEmpty())
                                .collect(Collectors.toMap(
                                        reception -> reception.topic().name(),
                                        reception -> reception.backlog().values().stream()
                                                .mapToLong(Long::longValue)
                                                .sum())));
    }

    private List<Sent> sent() {
        Map<Integer, Long> heads = log.heads();
        Map<Integer, Long> positions = log.positions();
        return new TreeMap<>(exports.all())
                .entrySet().stream()
                        .map(sent -> {
                            int shard = sent.getKey();
                            long head = heads.getOrDefault(shard, 0L);
                            long position = positions.getOrDefault(shard, 0L);
                            return new Sent(
                                    shard,
                                    position,
                                    head,
                                    head - position,
                                    sent.getValue().refusal());
                        })
                        .toList();
    }

    @PostMapping("/gaps/{source}/{shard}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Decides on events that are missing between two sites",
            description =
                    "AWAIT_RESEND: they will be sent again, by POST /api/messaging/bridge/resend at the other site; what came behind them is let go, as it is sent again with them. SKIP: they are given up.")
    void decide(
            @PathVariable @Parameter(example = "hub") String source,
            @PathVariable int shard,
            @RequestBody GapDecision request,
            @Parameter(hidden = true) Principal actor) {
        Decision decision = request.decision();
        if (decision == null) {
            throw problem(HttpStatus.BAD_REQUEST, "Give a decision: AWAIT_RESEND or SKIP");
        }
        try {
            mend.decide(source, shard, decision, actor.getName());
        } catch (NoGap e) {
            throw problem(HttpStatus.NOT_FOUND, String.valueOf(e.getMessage()));
        }
    }

    @PostMapping("/resend")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Sends events of this site's log again",
            description =
                    "From a position of a shard on, or from the oldest that is kept. Other sites drop what they have; foreign consumers see it twice, under the same ids.")
    Resent resend(@RequestBody ResendRequest request, @Parameter(hidden = true) Principal actor) {
        Integer shard = request.shard();
        Long from = request.fromPosition();
        if (shard == null || from == null || from < 1 || shard < 0 || shard >= log.shards()) {
            throw problem(
                    HttpStatus.BAD_REQUEST,
                    "Give a shard from 0 to %d, and fromPosition from 1".formatted(log.shards() - 1));
        }
        Resend resend = mend.resend(shard, from, actor.getName());
        return new Resent(resend.after() + 1, resend.lost());
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
