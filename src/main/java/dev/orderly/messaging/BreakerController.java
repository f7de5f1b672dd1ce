package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which modules are paused. */
@RestController
@Tag(name = "Messaging")
class BreakerController {

    private final Breakers breakers;

    BreakerController(Breakers breakers) {
        this.breakers = breakers;
    }

    @GetMapping("/api/messaging/breakers")
    @Operation(
            summary = "Shows which modules this process has paused",
            description =
                    "A module is paused while events of many keys fail in a row; one event at a time is tried, and the first that succeeds ends the pause. Each process has breakers of its own.")
    NextPage.Items<Breaker.View> breakers() {
        return new NextPage.Items<>(breakers.views());
    }
}
