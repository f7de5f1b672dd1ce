package dev.orderly.order;

import jakarta.validation.Constraint;
import jakarta.validation.Payload;
import jakarta.validation.ReportAsSingleViolation;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * One plain address: ASCII, no name, no comment, no quotes. It goes into a mail's header, where a comma or a line break
 * would make something else of it.
 */
@Size(max = 254) @Pattern(
        regexp = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}"
                + "@[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*")
@ReportAsSingleViolation
@Constraint(validatedBy = {})
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@interface EmailAddress {

    String message() default "must be one e-mail address of at most 254 characters, such as buyer@example.com";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};
}
