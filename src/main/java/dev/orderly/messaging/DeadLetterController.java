package dev.orderly.messaging;

import dev.orderly.messaging.DeadLetterActs.Act;
import dev.orderly.messaging.DeadLetterActs.Reason;
import dev.orderly.messaging.DeadLetterPage.Place;
import dev.orderly.messaging.DeadLetters.Letter;
import dev.orderly.messaging.DeadLetters.Whole;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** Where a person looks at the events that a module has given up on, and mends them. */
@RestController
@RequestMapping(path = "/api/messaging/dead-letters", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Dead letters", description = "Events that a module has given up on")
class DeadLetterController {

    private static final int FOLLOWERS = 100;
    private static final int ACTS = 100;

    /** Why something is done; kept with the act. */
    record ReasonRequest(@NotBlank @Size(max = 500) String reason) {}

    record EditRequest(
            JsonNode payload, @NotBlank @Size(max = 500) String reason) {}

    private final DeadLetterDesk desk;
    private final MendDeadLetter mend;
    private final ReplayDeadLetters replayAll;

    DeadLetterController(DeadLetterDesk desk, MendDeadLetter mend, ReplayDeadLetters replayAll) {
        this.desk = desk;
        this.mend = mend;
        this.replayAll = replayAll;
    }

    @GetMapping
    @Operation(
            summary = "Lists dead letters by when they died",
            description =
                    "The key is the order id. olderThan and youngerThan are times since it died, such as 12h; error is a part of the error's class or message. The Link header of a page gives the address of the next.")
    ResponseEntity<NextPage.Items<Letter>> list(
            @ParameterObject DeadLetterFilter filter,
            @RequestParam(defaultValue = "newest") @Parameter(description = "newest or oldest first") String order,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam @Nullable @Parameter(description = "From the Link header of the page before") String after) {
        List<Letter> letters = desk.letters().list(filter.checked(), DeadLetterPage.of(order, after), limit + 1);
        return NextPage.answer(letters, limit, letter -> Place.of(letter).encode());
    }

    @GetMapping("/{module}/{eventId}")
    @Operation(
            summary = "Shows one in full",
            description =
                    "With its payload and headers, every attempt, the later events of its key that wait behind it, and what was done about it. A parked event that is still tried again is shown too.")
    DeadLetterView one(@PathVariable String module, @PathVariable String eventId) {
        Whole whole = desk.letters().find(module, eventId).orElseThrow(() -> new DeadLetterNotFound(module, eventId));
        Letter letter = whole.letter();
        return DeadLetterView.of(
                whole,
                desk.attempts().of(module, letter.shard(), letter.position()),
                new DeadLetterView.Waiting(
                        desk.letters().countFollowers(letter), desk.letters().followers(letter, FOLLOWERS)),
                desk.acts().list(new DeadLetterActs.Filter(module, null, eventId), null, ACTS));
    }

    @PostMapping("/{module}/{eventId}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Has a dead letter tried again, from its first attempt",
            description = "The events that wait behind it follow in order once it is handled.")
    void replay(
            @PathVariable String module,
            @PathVariable String eventId,
            @Valid @RequestBody ReasonRequest request,
            @Nullable Principal caller) {
        mend.replay(module, eventId, why(request.reason(), caller));
    }

    @PostMapping("/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Replays all dead letters that match the filters of the list",
            description = "Answers how many, after 20 s at the latest; where more is true, call again for the rest.")
    ReplayDeadLetters.Replayed replayAll(
            @ParameterObject DeadLetterFilter filter,
            @Valid @RequestBody ReasonRequest request,
            @Nullable Principal caller) {
        return replayAll.replay(filter.checked(), why(request.reason(), caller));
    }

    @PostMapping("/{module}/{eventId}/skip")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Gives a dead letter up for good",
            description =
                    "The module never handles it, and goes on with those behind it. The act keeps its payload and its attempts.")
    void skip(
            @PathVariable String module,
            @PathVariable String eventId,
            @Valid @RequestBody ReasonRequest request,
            @Nullable Principal caller) {
        mend.skip(module, eventId, why(request.reason(), caller));
    }

    @PutMapping("/{module}/{eventId}/payload")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Gives a dead letter another payload and has it tried again",
            description =
                    "For this module alone; the log keeps what was published. The payload must have exactly the fields of the event, and keep its key.")
    void edit(
            @PathVariable String module,
            @PathVariable String eventId,
            @Valid @RequestBody EditRequest request,
            @Nullable Principal caller) {
        mend.edit(module, eventId, request.payload(), why(request.reason(), caller));
    }

    @GetMapping("/acts")
    @Operation(summary = "Lists what people did about dead letters, newest first")
    ResponseEntity<NextPage.Items<Act>> acts(
            @ParameterObject DeadLetterActs.Filter filter,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam @Nullable @Parameter(description = "From the Link header of the page before") Long after) {
        return NextPage.answer(desk.acts().list(filter, after, limit + 1), limit, act -> String.valueOf(act.id()));
    }

    private static Reason why(String reason, @Nullable Principal caller) {
        return new Reason(caller == null ? "nobody" : caller.getName(), reason.strip());
    }
}
