package dev.orderly.payment;

import dev.orderly.web.Cursor;
import dev.orderly.web.IdempotentCall;
import dev.orderly.web.Items;
import dev.orderly.web.Pages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The HTTP door of payment: for callers that look, and for providers that call. */
@RestController
@RequestMapping("/api/payments")
@Tag(name = "Payments")
class PaymentController {

    private final ReadPayments readPayments;
    private final RequestRefund requestRefund;
    private final Providers providers;
    private final HearCallback hearCallback;

    PaymentController(
            ReadPayments readPayments, RequestRefund requestRefund, Providers providers, HearCallback hearCallback) {
        this.readPayments = readPayments;
        this.requestRefund = requestRefund;
        this.providers = providers;
        this.hearCallback = hearCallback;
    }

    @GetMapping
    @Operation(summary = "The payment of an order, with all that the provider did")
    Items<PaymentView> payments(
            @RequestParam @Parameter(example = "01980f5c-7d3e-7a61-9f04-3c6c1f0a9b12") String orderId) {
        return new Items<>(readPayments.ofOrder(orderId).stream().toList());
    }

    @GetMapping("/{id}")
    @Operation(summary = "Shows a payment with all that the provider did, and its refunds")
    PaymentView one(@PathVariable String id) {
        return readPayments.one(id);
    }

    @PostMapping("/{id}/refunds")
    @Operation(
            summary = "Gives money back, all that is left or a part",
            description = "Answers at once; the provider is told until its answer is known. More than was captured, "
                    + "counting what is on its way, answers 409. A refund that FAILED is tried again by another one. An "
                    + "order that has not shipped is called off with POST /api/orders/{id}/cancel instead.")
    @ApiResponse(
            responseCode = "201",
            description = "The refund, REQUESTED",
            headers = @Header(name = "Location", description = "Where to ask for the refund"),
            content = @Content(schema = @Schema(implementation = RefundView.class)))
    ResponseEntity<String> refund(
            @PathVariable String id,
            @Valid @RequestBody(required = false) @Nullable RefundRequest body,
            IdempotentCall call) {
        RefundRequest request = body == null ? RefundRequest.EVERYTHING : body;
        return call.once(request, () -> created(requestRefund.request(id, request)));
    }

    @GetMapping("/{id}/refunds")
    @Operation(summary = "Lists the refunds of a payment, oldest first")
    Items<RefundView> refunds(@PathVariable String id) {
        return new Items<>(readPayments.refunds(id));
    }

    @GetMapping("/refunds")
    @Operation(
            summary = "Lists the refunds of all payments that have got so far, newest first",
            description = "FAILED are those that the provider refused. The Link header gives the next page's address.")
    ResponseEntity<Items<RefundView>> refunds(
            @RequestParam RefundStatus status,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam @Nullable @Parameter(description = "From the Link header of the page before") String after) {
        String before = after == null ? null : Cursor.decode(after).id();
        List<RefundView> newest = readPayments.newestRefunds(status, before, limit + 1);
        return Pages.answer(newest, limit, refund -> new Cursor(refund.createdAt(), refund.id()).encode());
    }

    @GetMapping("/{id}/refunds/{refundId}")
    @Operation(summary = "Shows a refund")
    RefundView refund(@PathVariable String id, @PathVariable String refundId) {
        return readPayments.refund(id, refundId);
    }

    @PostMapping("/callbacks/{provider}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @SecurityRequirements
    @Operation(
            summary = "A payment provider reports an outcome",
            description = "The sandbox signs with Orderly-Signature: t=<seconds>,v1=<hex HMAC-SHA256 over t.body>.")
    @ApiResponse(responseCode = "204", description = "Taken in, now or before, or about a payment that is not here")
    void callback(
            @PathVariable @Parameter(example = "sandbox") String provider,
            @RequestHeader HttpHeaders headers,
            @RequestBody(required = false) byte @Nullable [] body) {
        PaymentProvider caller = providers.named(provider);
        caller.read(headers::getFirst, body == null ? new byte[0] : body)
                .ifPresent(call -> hearCallback.hear(call, provider));
    }

    private static ResponseEntity<RefundView> created(RefundView refund) {
        URI location = URI.create("/api/payments/" + refund.paymentId() + "/refunds/" + refund.id());
        return ResponseEntity.created(location).body(refund);
    }
}
