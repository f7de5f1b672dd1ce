package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.HashSet;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Which way to run the application fits what it has to do. */
@RestController
@Tag(name = "Messaging")
class AdviceController {

    private final LagMonitor monitor;
    private final Instances instances;
    private final Sites sites;
    private final ServerLoad server;

    AdviceController(LagMonitor monitor, Instances instances, Sites sites, ServerLoad server) {
        this.monitor = monitor;
        this.instances = instances;
        this.sites = sites;
        this.server = server;
    }

    @GetMapping("/api/messaging/advice")
    @Operation(
            summary = "Tells which rung of the ladder fits: one process, copies, modules apart, or a broker",
            description =
                    "Holds this system's figures of about the last minute against the usual thresholds and those that were measured here. Figures of one quiet minute say nothing of the busiest: ask then.")
    Advice advice() {
        return Advise.on(new Figures(
                monitor.look().modules().stream().map(Figures.Module::of).toList(),
                instances.all().stream()
                        .map(InstanceView::of)
                        .filter(instance -> instance.state() == InstanceView.State.RUNNING)
                        .map(instance -> Set.copyOf(instance.modules()))
                        .toList(),
                allSites(),
                server.now()));
    }

    /** Those that this database knows, and those to which modules have moved. */
    private int allSites() {
        Set<String> names = new HashSet<>();
        names.add(Site.HUB);
        sites.own().ifPresent(own -> names.add(own.name()));
        sites.others().forEach(other -> names.add(other.name()));
        sites.homes().forEach(home -> names.add(home.site()));
        return names.size();
    }
}
