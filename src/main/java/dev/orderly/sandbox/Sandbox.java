package dev.orderly.sandbox;

import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Runs the sandbox as long as the application runs. Where it listens and what it signs with is told as properties of the
 * environment, as a web server's port is: nobody needs a type of this package.
 */
class Sandbox implements SmartLifecycle, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(Sandbox.class);

    private final Sessions sessions;
    private final SandboxProperties properties;
    private final Api api;
    private final Callbacks callbacks;
    private final Mishaps mishaps;
    private final ConfigurableEnvironment environment;
    private final Clock clock;
    private @Nullable SandboxServer server;

    Sandbox(
            Sessions sessions,
            SandboxProperties properties,
            Api api,
            Callbacks callbacks,
            Mishaps mishaps,
            ConfigurableEnvironment environment,
            Clock clock) {
        this.sessions = sessions;
        this.properties = properties;
        this.api = api;
        this.callbacks = callbacks;
        this.mishaps = mishaps;
        this.environment = environment;
        this.clock = clock;
    }

    /** Before anything that might want to pay, and so also after it in going. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public synchronized void start() {
        Installation installation = sessions.install(Installation.madeUp());
        String configured = properties.secret();
        String secret = configured != null ? configured : installation.callbackSecret();
        SandboxServer started = new SandboxServer(api, installation, properties, mishaps);
        server = started;
        callbacks.start(new Signer(secret, clock));
        String url = "http://%s:%d".formatted(started.host(), started.port());
        announce(
                Map.of("local.sandbox.port", started.port(), "local.sandbox.url", url, "local.sandbox.secret", secret));
        LOG.warn("Payments are made in the sandbox at {}: no real money moves", url);
        if (properties.failureRate() > 0) {
            LOG.warn(
                    "{} of the calls to the sandbox and of its callbacks go wrong, as configured",
                    properties.failureRate());
        }
    }

    private void announce(Map<String, Object> facts) {
        environment.getPropertySources().remove("sandbox");
        environment.getPropertySources().addFirst(new MapPropertySource("sandbox", facts));
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            callbacks.stop();
            server.close();
            server = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null;
    }

    /** A context that fails while it starts is destroyed without having been stopped. */
    @Override
    public void destroy() {
        stop();
    }
}
