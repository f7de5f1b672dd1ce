package dev.orderly.web;

import java.util.List;

/** How every list is answered: {@code {"items":[…]}}. */
public record Items<T>(List<T> items) {

    public Items {
        items = List.copyOf(items);
    }
}
