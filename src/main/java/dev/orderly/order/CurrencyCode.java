package dev.orderly.order;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An ISO 4217 code that some country pays with today: neither a past currency, nor gold, nor XXX or XTS. */
@Constraint(validatedBy = CurrencyCode.IsInUse.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.FIELD)
@interface CurrencyCode {

    String message() default "must be the ISO 4217 code of a currency in use, such as EUR";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Asks the JDK, which knows what each country uses now. */
    class IsInUse implements ConstraintValidator<CurrencyCode, String> {

        private static final Set<String> CODES = Arrays.stream(Locale.getISOCountries())
                .map(country -> Currency.getInstance(Locale.of("", country)))
                .filter(Objects::nonNull)
                .map(Currency::getCurrencyCode)
                .collect(Collectors.toUnmodifiableSet());

        @Override
        public boolean isValid(@Nullable String code, ConstraintValidatorContext context) {
            return code == null || CODES.contains(code);
        }
    }
}
