package dev.orderly.messaging;

import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
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
        return isNamed(context.getEnvironment(), String.valueOf(module.get("name")));
    }

    private static boolean isNamed(Environment environment, String module) {
        String names = environment.getProperty("orderly.modules", "");
        return names.isBlank()
                || Arrays.stream(names.split(",")).map(String::strip).anyMatch(module::equals);
    }
}
