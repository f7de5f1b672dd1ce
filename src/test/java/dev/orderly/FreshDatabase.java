package dev.orderly;

import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/** Gives a test context an empty database of its own. */
public final class FreshDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        TestDatabase.outliveApplications();
        TestDatabase database = TestDatabase.fresh();
        TestPropertyValues.of(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        // Many contexts live at the same time, and a server has only so many connections.
                        "spring.datasource.hikari.minimum-idle=1",
                        "spring.datasource.hikari.idle-timeout=10000")
                .applyTo(context);
    }
}
