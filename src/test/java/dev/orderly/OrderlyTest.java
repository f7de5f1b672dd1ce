package dev.orderly;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestPropertySource;

/**
 * A test of the whole application on a port of its own, with a database of its own, the sandbox as payment provider and
 * {@link #API_KEY}.
 */
@Documented
@Inherited
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@SpringBootTest(classes = Orderly.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = FreshDatabase.class)
@TestPropertySource(
        properties = {
            "orderly.api-keys=test:" + OrderlyTest.API_KEY_SHA256,
            "orderly.payment.provider=sandbox",
            "orderly.payment.sandbox.port=0",
            "orderly.payment.sandbox.delay=20ms"
        })
public @interface OrderlyTest {

    /** The bearer token of the key named {@code test}. */
    String API_KEY = "orderly-test-key";

    /** What the configuration knows of it. */
    String API_KEY_SHA256 = "f187d08bdf236764241872aad36a9ae596f0fd2f00ff553fd0c5ede5840c5f6d";
}
