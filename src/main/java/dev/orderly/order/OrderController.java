package dev.orderly.order;

import dev.orderly.web.Cursor;
import dev.orderly.web.IdempotentCall;
import dev.orderly.web.InvalidRequest;
import dev.orderly.web.Items;
import dev.orderly.web.Pages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The order module's HTTP door. */
@RestController
@RequestMapping(path = "/api/orders", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Orders", description = "From placed to delivered")
class OrderController {

    private final PlaceOrder placeOrder;
    private final CancelOrder cancelOrder;
    private final ShipOrder shipOrder;
    private final DeliverOrder deliverOrder;
    private final ReadOrders readOrders;

    OrderController(
            PlaceOrder placeOrder,
            CancelOrder cancelOrder,
            ShipOrder shipOrder,
            DeliverOrder deliverOrder,
            ReadOrders readOrders) {
        this.placeOrder = placeOrder;
        this.cancelOrder = cancelOrder;
        this.shipOrder = shipOrder;
        this.deliverOrder = deliverOrder;
        this.readOrders = readOrders;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Places an order",
            description = "Answers at once; stock and payment follow. Prices come from you, in minor units.")
    @ApiResponse(
            responseCode = "201",
            description = "The order, PLACED",
            headers = @Header(name = "Location", description = "Where to ask for the order"),
            content = @Content(schema = @Schema(implementation = OrderView.class)))
    ResponseEntity<String> place(@Valid @RequestBody OrderRequest request, IdempotentCall call) {
        NewOrder order = placeOrder.prepare(request);
        return call.once(request, created(placeOrder.view(order)), () -> placeOrder.place(order));
    }

    @GetMapping("/{id}")
    @Operation(summary = "Shows an order with its history")
    OrderView one(@PathVariable String id) {
        return readOrders.one(id);
    }

    @GetMapping
    @Operation(
            summary = "Lists orders, newest first, or those that overstay in their state, longest first",
            description = "The Link header of a page gives the address of the next.")
    ResponseEntity<Items<OrderView>> list(
            @RequestParam @Nullable OrderStatus status,
            @RequestParam @EmailAddress @Nullable @Parameter(description = "Exactly this address") String customerEmail,
            @RequestParam(defaultValue = "false")
                    @Parameter(description = "True lists those that stay in a state for longer than they should")
                    boolean overstaying,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam @Nullable @Parameter(description = "From the Link header of the page before") String after) {
        Cursor position = after == null ? null : Cursor.decode(after);
        if (overstaying) {
            refuse(customerEmail);
            List<OrderView> late =
                    readOrders.overstaying(status, Objects.requireNonNullElse(position, Overstays.START), limit + 1);
            return Pages.answer(late, limit, OrderController::waitingSince);
        }
        OrderFilter filter = new OrderFilter(status, customerEmail, position);
        List<OrderView> orders = readOrders.newest(filter, limit + 1);
        return Pages.answer(orders, limit, order -> new Cursor(order.createdAt(), order.id()).encode());
    }

    @PostMapping("/{id}/cancel")
    @Operation(
            summary = "Cancels an order that has not shipped",
            description =
                    "A paid one becomes REFUNDING, and REFUNDED once its money went back. Again: 200; otherwise 409.")
    OrderView cancel(@PathVariable String id) {
        cancelOrder.onRequest(id);
        return readOrders.one(id);
    }

    @PostMapping(path = "/{id}/ship", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            summary = "Records that a paid order left the house",
            description = "The same carrier and tracking again answer 200, others 409.")
    OrderView ship(@PathVariable String id, @Valid @RequestBody ShipmentRequest shipment) {
        shipOrder.ship(id, shipment.carrier(), shipment.tracking());
        return readOrders.one(id);
    }

    @PostMapping("/{id}/deliver")
    @Operation(summary = "Records that a shipped order arrived", description = "Again: 200; otherwise 409.")
    OrderView deliver(@PathVariable String id) {
        deliverOrder.deliver(id);
        return readOrders.one(id);
    }

    /** The list has no index by customer, and would be searched from end to end. */
    private static void refuse(@Nullable String customerEmail) {
        if (customerEmail != null) {
            throw new InvalidRequest("customerEmail", "must be left out where overstaying is true");
        }
    }

    private static String waitingSince(OrderView order) {
        Instant since = Objects.requireNonNull(order.waitingFor()).since();
        return new Cursor(since, order.id()).encode();
    }

    private static ResponseEntity<OrderView> created(OrderView order) {
        return ResponseEntity.created(URI.create("/api/orders/" + order.id())).body(order);
    }
}
