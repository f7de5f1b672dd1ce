package dev.orderly.messaging;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** What the modules tell each other, for people and for programs. */
@RestController
@RequestMapping(path = "/api/events", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Events", description = "What the modules tell each other, and whoever listens outside")
class EventController {

    private final EventCatalog catalog;
    private final EventSchemas schemas;
    private final Cursors cursors;
    private final AsyncApi asyncApi;

    EventController(EventCatalog catalog, EventSchemas schemas, Cursors cursors, AsyncApi asyncApi) {
        this.catalog = catalog;
        this.schemas = schemas;
        this.cursors = cursors;
        this.asyncApi = asyncApi;
    }

    @GetMapping
    @Operation(summary = "Lists every type of event, who tells it and who hears it")
    NextPage.Items<EventView> events() {
        return new NextPage.Items<>(views());
    }

    @GetMapping("/{type}/{version}")
    @Operation(
            summary = "Shows the JSON Schema of a version of a type",
            description = "Draft 2020-12. A later schema of the same version may have more properties, none of them"
                    + " required: pass over what you do not know. Properties with x-personal-data lead to a person.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Object.class)))
    ObjectNode schema(@PathVariable String type, @PathVariable int version) {
        return schemas.find(type, version)
                .orElseThrow(() -> new EventSchemaNotFound(type, version))
                .json();
    }

    @GetMapping("/asyncapi")
    @Operation(
            summary = "Describes all events as one AsyncAPI document",
            description = "AsyncAPI 3.0, made from the same schemas, for generators of code and of documentation.")
    @ApiResponse(responseCode = "200", content = @Content(schema = @Schema(implementation = Object.class)))
    ObjectNode asyncApi() {
        return asyncApi.describe(views());
    }

    private List<EventView> views() {
        Map<String, Set<String>> declared = cursors.declared();
        return catalog.descriptors().stream()
                .map(event -> EventView.of(event, schemas, declared))
                .toList();
    }
}
