package dev.orderly.sandbox;

import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** The sandbox runs beside the payment module of a process that chose it as its provider. */
class SandboxIsChosen implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Binder properties = Binder.get(context.getEnvironment());
        String provider =
                properties.bind("orderly.payment.provider", String.class).orElse("");
        Set<String> modules =
                properties.bind("orderly.modules", Bindable.setOf(String.class)).orElse(Set.of());
        return provider.equals("sandbox") && (modules.isEmpty() || modules.contains("payment"));
    }
}
