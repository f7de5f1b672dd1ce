package dev.orderly.messaging;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/** Passes a proxy's call on to what it stands for. */
class PassOn {

    private PassOn() {}

    /** Throws what the method throws, as if it had been called without a proxy. */
    static @Nullable Object to(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
