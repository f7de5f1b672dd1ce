package dev.orderly.contract;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** The stable name under which an event record is stored and sent. It survives any renaming of the class. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface EventType {

    /** The publishing module and the fact, such as {@code order.placed}. */
    String value();

    /**
     * The version of the record's shape, from 1. A change that a stored event would not survive makes a new one, and leaves
     * the record as it was behind as an {@link EarlierVersion}.
     */
    int version() default 1;

    /** True for an event that no module of this jar listens to: it is for the world outside. */
    boolean outwardOnly() default false;
}
