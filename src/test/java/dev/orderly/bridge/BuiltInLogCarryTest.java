package dev.orderly.bridge;

/** The contract as the log in one database keeps it. */
class BuiltInLogCarryTest extends CarryContract {

    @Override
    Carrier carrier() throws Exception {
        return new BuiltInLog();
    }
}
