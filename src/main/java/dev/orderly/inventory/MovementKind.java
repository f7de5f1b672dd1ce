package dev.orderly.inventory;

/** Why stock moved, and in which direction a reservation's quantities go. */
enum MovementKind {
    /** A person or another system said what is on hand, or by how much it changed. */
    SET(0, 0),
    RESERVED(0, 1),
    RELEASED(0, -1),
    SHIPPED(-1, -1);

    private final int onHandSign;
    private final int reservedSign;

    MovementKind(int onHandSign, int reservedSign) {
        this.onHandSign = onHandSign;
        this.reservedSign = reservedSign;
    }

    int onHandSign() {
        return onHandSign;
    }

    int reservedSign() {
        return reservedSign;
    }
}
