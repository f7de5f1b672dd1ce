package dev.orderly.messaging;

import java.util.List;

/** A bean that tells messaging some of the application's event types. All such beans together are the catalogue. */
@FunctionalInterface
public interface EventTypes {

    List<EventDescriptor<?>> descriptors();

    static EventTypes of(EventDescriptor<?>... descriptors) {
        List<EventDescriptor<?>> list = List.of(descriptors);
        return () -> list;
    }
}
