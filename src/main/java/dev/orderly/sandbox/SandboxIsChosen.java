package dev.orderly.sandbox;

import java.util.Arrays;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The sandbox runs beside the payment module of a process that chose it as its provider. */
class SandboxIsChosen implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Environment environment = context.getEnvironment();
        return "sandbox".equals(environment.getProperty("orderly.payment.provider"))
                && runsPayment(environment.getProperty("orderly.modules", ""));
    }

    private static boolean runsPayment(String modules) {
        return modules.isBlank()
                || Arrays.stream(modules.split(",")).map(String::strip).anyMatch("payment"::equals);
    }
}
