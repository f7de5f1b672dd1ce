package dev.orderly.notification;

import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;
import org.springframework.util.StringUtils;

/** Does {@code spring.mail.host} name a server? A property that is set to nothing names none. */
class MailServerIsConfigured implements Condition {

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
        return matches(context.getEnvironment());
    }

    static boolean matches(Environment environment) {
        String host = environment.getProperty("spring.mail.host");
        return StringUtils.hasText(host) && !host.equalsIgnoreCase("false");
    }
}
