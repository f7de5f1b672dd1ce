package dev.orderly.notification;

import dev.orderly.messaging.Ids;
import dev.orderly.web.Cursor;
import dev.orderly.web.InvalidRequest;
import dev.orderly.web.Items;
import dev.orderly.web.Pages;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/api/notifications")
@Tag(name = "Notifications")
class NotificationController {

    private final MailLists mails;
    private final ResendMail resendMail;

    NotificationController(MailLists mails, ResendMail resendMail) {
        this.mails = mails;
        this.resendMail = resendMail;
    }

    @PostMapping("/{id}/resend")
    @Operation(
            summary = "Sends a mail that was given up or kept",
            description = "For when the address or the mail server was at fault. One that waits answers 200 as well.")
    Notification resend(
            @PathVariable @Parameter(example = "01980e3c-5d53-7c1f-9a51-5d0a8b8e7c11") String id,
            @Parameter(hidden = true) Principal caller) {
        return resendMail.resend(id, caller.getName());
    }

    @GetMapping
    @Operation(
            summary = "Lists the mails of an order, oldest first, or all of a status, newest first",
            description = "Name the order or the status. FAILED lists those that were given up. The Link header of a "
                    + "page gives the address of the next; an order's mails come all at once.")
    ResponseEntity<Items<Notification>> list(
            @RequestParam @Nullable @Parameter(example = "01980e3c-5d53-7c1f-9a51-5d0a8b8e7c11") String orderId,
            @RequestParam @Nullable MailStatus status,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int limit,
            @RequestParam @Nullable @Parameter(description = "From the Link header of the page before") String after) {
        if (orderId != null) {
            return ResponseEntity.ok(new Items<>(ofOrder(orderId, status)));
        }
        if (status == null) {
            throw new InvalidRequest("orderId", "must be given, or status");
        }
        List<Notification> newest = mails.newest(status, after == null ? null : Cursor.decode(after), limit + 1);
        return Pages.answer(newest, limit, mail -> new Cursor(mail.createdAt(), mail.id()).encode());
    }

    private List<Notification> ofOrder(String orderId, @Nullable MailStatus status) {
        List<Notification> all = Ids.isPossible(orderId) ? mails.ofOrder(orderId) : List.of();
        return all.stream()
                .filter(mail -> status == null || mail.status() == status)
                .toList();
    }
}
