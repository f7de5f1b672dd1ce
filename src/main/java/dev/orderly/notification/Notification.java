package dev.orderly.notification;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A mail as the API shows it.
 *
 * @param occasion tells mails of one type apart, such as a refund's id; else empty
 * @param reason why it was not sent yet, or never will be
 * @param resentBy the name of the API key that last asked for it again
 */
record Notification(
        @Schema(example = "01980e3c-5d53-7c1f-9a51-5d0a8b8e7c11")
        String id,

        String orderId,
        MailType type,
        String occasion,
        String recipient,
        MailStatus status,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable String reason,
        @Nullable Instant resentAt,
        @Nullable String resentBy) {}
