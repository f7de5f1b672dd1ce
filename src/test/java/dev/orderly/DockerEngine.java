package dev.orderly;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.slf4j.LoggerFactory;
import org.testcontainers.DockerClientFactory;

/** Tells whether a Docker engine answers, without the page that Testcontainers logs where none does. */
final class DockerEngine {

    private DockerEngine() {}

    static boolean answers() {
        Logger testcontainers = (Logger) LoggerFactory.getLogger("org.testcontainers");
        Level before = testcontainers.getLevel();
        testcontainers.setLevel(Level.OFF);
        try {
            return DockerClientFactory.instance().isDockerAvailable();
        } finally {
            testcontainers.setLevel(before);
        }
    }
}
