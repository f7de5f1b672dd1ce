package dev.orderly.payment;

import dev.orderly.web.Items;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
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

    private final Payments payments;
    private final Providers providers;
    private final SettlePayment settlePayment;

    PaymentController(Payments payments, Providers providers, SettlePayment settlePayment) {
        this.payments = payments;
        this.providers = providers;
        this.settlePayment = settlePayment;
    }

    @GetMapping
    @Operation(summary = "The payment of an order, with all that the provider did")
    Items<PaymentView> payments(
            @RequestParam @Parameter(example = "01980f5c-7d3e-7a61-9f04-3c6c1f0a9b12") String orderId) {
        return new Items<>(
                payments
                        .ofOrder(orderId)
                        .map(payment -> PaymentView.of(payment, payments.transactions(payment)))
                        .stream()
                        .toList());
    }

    @PostMapping("/callbacks/{provider}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @SecurityRequirements
    @Operation(
            summary = "A payment provider reports an outcome",
            description = "The sandbox signs with Orderly-Signature: t=<seconds>,v1=<hex HMAC-SHA256 over t.body>.")
    @ApiResponse(responseCode = "204", description = "Taken in, now or before")
    void callback(
            @PathVariable @Parameter(example = "sandbox") String provider,
            @RequestHeader HttpHeaders headers,
            @RequestBody(required = false) byte @Nullable [] body) {
        PaymentProvider caller = providers.named(provider);
        caller.read(headers::getFirst, body == null ? new byte[0] : body)
                .ifPresent(call -> settlePayment.settle(call.paymentId(), provider, call.report()));
    }
}
