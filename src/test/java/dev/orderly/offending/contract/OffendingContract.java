package dev.orderly.offending.contract;

import com.google.common.eventbus.EventBus;

/** The contract depends on a library. */
public record OffendingContract(EventBus bus) {}
