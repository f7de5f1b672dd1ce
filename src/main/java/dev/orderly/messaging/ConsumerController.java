package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** How far each module has got, and what an operator can do about it. */
@RestController
@RequestMapping("/api/messaging/consumers")
@Tag(name = "Messaging")
class ConsumerController {

    /** Exactly one of the two. */
    record ReplayRequest(
            @Nullable Long fromPosition, @Nullable Instant fromTime) {}

    record ReplayView(List<ReplayConsumer.Start> items) {}

    private final LagMonitor monitor;
    private final ReplayConsumer replay;
    private final RetireConsumer retire;
    private final WakeHints hints;

    ConsumerController(LagMonitor monitor, ReplayConsumer replay, RetireConsumer retire, WakeHints hints) {
        this.monitor = monitor;
        this.replay = replay;
        this.retire = retire;
        this.hints = hints;
    }

    @GetMapping
    @Operation(
            summary = "How far behind each module is, over all shards of the log and in each",
            description = "Events that have no position yet wait for the relay and count for every module;"
                    + " parked ones wait for the module to recover.")
    ConsumersView consumers() {
        return ConsumersView.of(monitor.look(), monitor);
    }

    @PostMapping("/{module}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Lets a projection handle the log again",
            description = "Refused with 409 for modules that do things which must not happen twice.")
    ReplayView replay(@PathVariable String module, @RequestBody ReplayRequest request) {
        if (!replay.knows(module)) {
            throw problem(
                    HttpStatus.NOT_FOUND,
                    "No module " + module + " runs in this process; see GET /api/messaging/consumers");
        }
        try {
            List<ReplayConsumer.Start> starts = start(module, request);
            starts.forEach(start -> hints.announce(module, start.shard()));
            return new ReplayView(starts);
        } catch (ReplayConsumer.NotReplayable e) {
            throw problem(HttpStatus.CONFLICT, String.valueOf(e.getMessage()));
        }
    }

    private List<ReplayConsumer.Start> start(String module, ReplayRequest request) {
        if (request.fromPosition() != null && request.fromTime() == null && request.fromPosition() > 0) {
            return replay.fromPosition(module, request.fromPosition());
        }
        if (request.fromTime() != null && request.fromPosition() == null) {
            return replay.fromTime(module, request.fromTime());
        }
        throw problem(HttpStatus.BAD_REQUEST, "Give either fromPosition, from 1, or fromTime");
    }

    @DeleteMapping("/{module}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Forgets a module that no longer exists, or, as bridge, how far the log was told to a broker",
            description = "Its cursor then no longer keeps old events from being cleaned up. Refused with 409 for a"
                    + " module that exists, and for bridge while another site hears by it.")
    void retire(@PathVariable String module) {
        switch (retire.retire(module)) {
            case RETIRED -> {
                // 204
            }
            case UNKNOWN -> throw problem(HttpStatus.NOT_FOUND, "The log has no consumer " + module);
            case STILL_EXISTS ->
                throw problem(
                        HttpStatus.CONFLICT,
                        "The module " + module
                                + " is part of this application; remove it from the code before you retire it");
            case OTHERS_LISTEN ->
                throw problem(
                        HttpStatus.CONFLICT,
                        "Other sites are told the log by " + module
                                + "; part from them first (java -jar orderly.jar part <site>)");
        }
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        return new ErrorResponseException(status, ProblemDetail.forStatusAndDetail(status, detail), null);
    }
}
