package dev.orderly.inventory;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** What became of an order's wish for stock. */
enum ReservationState {
    /** Its quantities are reserved. */
    OPEN,
    /** They were given back, or the order was over before it asked. */
    RELEASED,
    /** They left the house. */
    SHIPPED,
    /** Nothing was ever reserved, because a line was unknown or short. */
    REJECTED;

    /** The states from which a reservation may come to this one. */
    Set<ReservationState> predecessors() {
        return Arrays.stream(values())
                .filter(state -> state.successors().contains(this))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Set<ReservationState> successors() {
        return switch (this) {
            case OPEN -> EnumSet.of(RELEASED, SHIPPED);
            case RELEASED, SHIPPED, REJECTED -> EnumSet.noneOf(ReservationState.class);
        };
    }
}
