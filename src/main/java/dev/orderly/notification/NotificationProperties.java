package dev.orderly.notification;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How mails are sent. The server itself is Spring Boot's {@code spring.mail.*}; without {@code spring.mail.host} mails
 * are kept and not sent.
 *
 * @param from the sender of all mails: an address, or a name with the address in angle brackets
 * @param concurrency how many mails are sent at a time
 * @param maxAttempts after how many attempts a mail is given up; with the default delay, 20 take about half a day
 * @param retryDelay how long to wait after the first failed attempt; doubles each time, up to an hour
 * @param keepBodies how long the words of a mail are kept; that it was sent stays known
 */
@Validated
@ConfigurationProperties("orderly.notification")
record NotificationProperties(
        @DefaultValue("orders@localhost") @MailAddress String from,
        @DefaultValue("4") @Min(1) @Max(64) int concurrency,
        @DefaultValue("20") @Min(1) @Max(100) int maxAttempts,

        @DefaultValue("10s") @DurationMin(millis = 1) @DurationMax(hours = 1)
        Duration retryDelay,

        @DefaultValue("30d") @DurationMin(days = 1) Duration keepBodies) {}
