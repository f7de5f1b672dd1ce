package dev.orderly.order;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An order as callers see it.
 *
 * @param waitingFor what has to happen next; an order at its end has none
 * @param history told where one order is asked for, and not in lists
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@Schema(name = "Order")
record OrderView(
        @Schema(example = "019b2f0e-7c1d-7a53-9b0e-5f2c8a4d6e10")
        String id,

        OrderStatus status,
        @Schema(example = "buyer@example.com") String customerEmail,
        List<OrderLine> lines,
        @Schema(example = "900") long totalMinor,
        @Schema(example = "EUR") String currency,
        @Schema(example = "DHL") @Nullable String carrier,
        @Schema(example = "00340434161094042557") @Nullable String tracking,
        Instant createdAt,
        @Nullable WaitingFor waitingFor,
        @Nullable List<StatusChange> history) {

    static OrderView of(
            Order order, List<OrderLine> lines, @Nullable WaitingFor waitingFor, @Nullable List<StatusChange> history) {
        return new OrderView(
                order.id(),
                order.status(),
                order.customerEmail(),
                lines,
                order.totalMinor(),
                order.currency(),
                order.carrier(),
                order.tracking(),
                order.createdAt(),
                waitingFor,
                history);
    }
}
