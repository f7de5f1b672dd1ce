package dev.orderly.notification;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A mail address, with or without a name before it. */
@Documented
@Constraint(validatedBy = MailAddress.Validator.class)
@Target({ElementType.FIELD, ElementType.PARAMETER})
@Retention(RetentionPolicy.RUNTIME)
@interface MailAddress {

    String message() default "must be a mail address such as orders@shop.example or Shop <orders@shop.example>";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Asks the library that will write the address into the mails. */
    class Validator implements ConstraintValidator<MailAddress, String> {

        @Override
        public boolean isValid(String text, ConstraintValidatorContext context) {
            try {
                InternetAddress address = new InternetAddress(text, true);
                return !address.isGroup() && address.getAddress().contains("@");
            } catch (AddressException e) {
                return false;
            }
        }
    }
}
