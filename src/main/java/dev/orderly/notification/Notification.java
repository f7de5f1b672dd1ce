package dev.orderly.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A mail as the API shows it. */
record Notification(
        MailType type,
        String recipient,
        MailStatus status,
        @Nullable Instant sentAt,
        @Nullable String reason) {}
