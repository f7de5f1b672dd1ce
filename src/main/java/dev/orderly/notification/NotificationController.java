package dev.orderly.notification;

import com.google.common.base.CharMatcher;
import dev.orderly.web.Items;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
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

    private final Mails mails;
    private final ResendMail resendMail;

    NotificationController(Mails mails, ResendMail resendMail) {
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
    @Operation(summary = "Lists the mails of an order, oldest first")
    Items<Notification> ofOrder(
            @RequestParam @Parameter(example = "01980e3c-5d53-7c1f-9a51-5d0a8b8e7c11") String orderId) {
        // Ids are ASCII, and the database fails to compare them with anything else.
        return new Items<>(CharMatcher.ascii().matchesAllOf(orderId) ? mails.ofOrder(orderId) : List.of());
    }
}
