package dev.orderly.notification;

import dev.orderly.contract.OrderEvent.OrderCancelled;
import dev.orderly.contract.OrderEvent.OrderExpired;
import dev.orderly.contract.OrderEvent.OrderPaid;
import dev.orderly.contract.OrderEvent.OrderPlaced;
import dev.orderly.contract.OrderEvent.OrderRejected;
import dev.orderly.contract.OrderEvent.OrderShipped;
import dev.orderly.contract.OrderEvent.PaymentRequested;
import dev.orderly.contract.OrderEvent.RefundRequested;
import dev.orderly.contract.PaymentEvent.PaymentPartlyRefunded;
import dev.orderly.contract.PaymentEvent.PaymentRefunded;
import dev.orderly.messaging.Job;
import dev.orderly.messaging.ModuleConfiguration;
import dev.orderly.messaging.Subscription;
import java.time.Duration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** Wires the notifications. */
@ModuleConfiguration(name = "notification", doors = "/api/notifications", cappedJobs = SendMails.JOB)
@EnableConfigurationProperties(NotificationProperties.class)
@Import({
    Mails.class,
    MailLists.class,
    MailTemplates.class,
    WriteMail.class,
    ResendMail.class,
    WarnOfKeptMails.class,
    EraseMailBodies.class,
    NotificationListener.class,
    NotificationController.class,
    NotificationModule.Sending.class
})
class NotificationModule {

    @Bean
    Subscription notificationSubscription(NotificationListener listener) {
        return Subscription.of(
                "notification",
                listener,
                OrderPlaced.class,
                PaymentRequested.class,
                OrderPaid.class,
                OrderShipped.class,
                OrderRejected.class,
                OrderCancelled.class,
                OrderExpired.class,
                RefundRequested.class,
                PaymentPartlyRefunded.class,
                PaymentRefunded.class);
    }

    @Bean
    Job eraseMailBodiesJob(EraseMailBodies eraseMailBodies) {
        return new Job(EraseMailBodies.JOB, Duration.ofMinutes(10), eraseMailBodies::run);
    }

    /** What exists only where there is a mail server. */
    @Configuration(proxyBeanMethods = false)
    @Conditional(MailServerIsConfigured.class)
    @Import({
        Envelope.class,
        MailServer.class,
        ClaimMails.class,
        DueMails.class,
        MailCounts.class,
        RecordDelivery.class,
        SendMails.class
    })
    static class Sending {

        @Bean
        Job sendMailsJob(SendMails sendMails) {
            return new Job(SendMails.JOB, Duration.ofSeconds(1), sendMails);
        }
    }
}
