package dev.orderly.offending.broker;

import dev.orderly.offending.contract.OffendingContract;

/** A broker's adapter knows the contract. */
public record OffendingBroker(OffendingContract event) {}
