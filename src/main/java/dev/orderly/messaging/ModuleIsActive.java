package dev.orderly.messaging;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Is the module among those that {@code orderly.modules} names? Nothing named there means all. */
class ModuleIsActive implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        Map<String, @Nullable Object> module = metadata.getAnnotationAttributes(ModuleConfiguration.class.getName());
        if (module == null || Boolean.TRUE.equals(module.get("always"))) {
            return true;
        }
        Set<String> named = named(context.getEnvironment());
        return named.isEmpty() || named.contains(String.valueOf(module.get("name")));
    }

    /** The modules that {@code orderly.modules} names; none where it is not set. */
    static Set<String> named(Environment environment) {
        return Binder.get(environment)
                .bind("orderly.modules", Bindable.setOf(String.class))
                .orElse(Set.of());
    }
}
