package dev.orderly;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What a command has around it when it runs on a database. */
public final class CommandContext {

    private CommandContext() {}

    /** Opens it, with the command's configuration. */
    public static ConfigurableApplicationContext open(Class<?> configuration, TestDatabase database) {
        return new SpringApplicationBuilder(configuration)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run();
    }
}
