package dev.orderly.bridge;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** Leaves a module of these tests to {@link CarryApplication}: Orderly itself takes all that it finds on the class path. */
class OnlyCarried implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        // Where only the modules' names are looked for there are no beans.
        @Nullable ConfigurableListableBeanFactory beans = context.getBeanFactory();
        return beans == null || beans.containsBeanDefinition("carryApplication");
    }
}
