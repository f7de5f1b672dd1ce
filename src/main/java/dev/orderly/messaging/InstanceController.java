package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which processes share the work. */
@RestController
@Tag(name = "Messaging")
class InstanceController {

    private final Instances instances;

    InstanceController(Instances instances) {
        this.instances = instances;
    }

    @GetMapping("/api/messaging/instances")
    @Operation(
            summary = "Lists the processes that run on this database, and what each handled in the last minute",
            description =
                    "Any process may handle any shard; which one does shows here. A process that stops is not listed any more; one that falls silent is listed as GONE for an hour, while others handle its shards.")
    NextPage.Items<InstanceView> instances() {
        return new NextPage.Items<>(
                instances.all().stream().map(InstanceView::of).toList());
    }
}
