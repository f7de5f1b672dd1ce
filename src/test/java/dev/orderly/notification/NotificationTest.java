package dev.orderly.notification;

import dev.orderly.OrderlyTest;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.TestPropertySource;

/**
 * The notifications alone: the test says what happens to orders. No mail server is configured unless the test adds one:
 * the property is set, as in many an environment file, but to nothing.
 */
@OrderlyTest
@TestPropertySource(
        properties = {"orderly.modules=notification", "orderly.notification.retry-delay=20ms", "spring.mail.host="})
@Import(PostOffice.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface NotificationTest {}
