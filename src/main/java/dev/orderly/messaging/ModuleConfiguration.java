package dev.orderly.messaging;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Configuration;

/**
 * The configuration that wires one module. Where {@code orderly.modules} leaves the module out, none of its beans,
 * endpoints, jobs or migrations exist. The module's migrations are those in {@code classpath:db/<name>}.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Configuration(proxyBeanMethods = false)
@Conditional(ModuleIsActive.class)
public @interface ModuleConfiguration {

    /** The module's name, as in {@code orderly.modules}: lower-case letters. */
    String name();

    /** True for a part that every process needs and that cannot be left out. */
    boolean always() default false;

    /**
     * What the paths of the module's HTTP doors begin with, such as {@code /api/orders}. Where the module does not run, its
     * requests are known by them, and passed on.
     */
    String[] doors() default {};

    /** The jobs of the module that call the outside and ask for {@link Permits}, so that their rate can be capped. */
    String[] cappedJobs() default {};
}
