package dev.orderly.broker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test with a broker, for the runs that take it on. */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@ExtendWith(TakesOn.OfThisRun.class)
public @interface TakesOn {

    BrokerType value();

    /** Skips the others, saying how to run them. */
    class OfThisRun implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getRequiredTestClass(), TakesOn.class)
                    .map(TakesOn::value)
                    .filter(type -> !Rotation.brokers().contains(type))
                    .map(type -> ConditionEvaluationResult.disabled(
                            "This run takes on %s; -Dorderly.test.brokers=%s takes on this one, and mvn -Pbrokers verify all"
                                    .formatted(Rotation.brokers(), type.property())))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("It is one of this run's brokers"));
        }
    }
}
