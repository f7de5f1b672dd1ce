package dev.orderly.messaging;

import com.google.common.base.Splitter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something worth counting that may be lost. These are all there are: a contract event is none, and cannot become one.
 */
public sealed interface TelemetryEvent {

    /**
     * Somebody opened a page.
     *
     * @param page which one
     */
    record PageView(Page page) implements TelemetryEvent {}

    /** The pages that there are. */
    enum Page {
        /** The operator's page, at {@code /}. */
        CONSOLE,
        /** The description of the API, at {@code /docs}. */
        DOCS;

        /** The name that it is counted by. */
        public String tag() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** In words, such as {@code page-view docs}. */
    default String text() {
        return switch (this) {
            case PageView view -> "page-view " + view.page().tag();
        };
    }

    /** What the words say; empty where they say nothing that is known, such as those of a later release. */
    static Optional<TelemetryEvent> of(String text) {
        List<String> words = Splitter.on(' ').splitToList(text);
        if (words.size() != 2 || !words.getFirst().equals("page-view")) {
            return Optional.empty();
        }
        return List.of(Page.values()).stream()
                .filter(page -> page.tag().equals(words.getLast()))
                .findFirst()
                .map(PageView::new);
    }
}
