package dev.orderly;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Orderly to try: {@code mvn spring-boot:test-run}. The same application as in production, with a database that needs no
 * install, a payment provider that is no real one, a key that is no secret, and something to sell.
 */
final class TryOrderly {

    static final String KEY = "try-it-key";

    private TryOrderly() {}

    public static void main(String[] args) throws Exception {
        switch (args.length == 0 ? "" : args[0]) {
            case "kafka" -> TryKafka.run();
            case "move", "part" -> System.exit(TryMove.run(args));
            default -> serve(args);
        }
    }

    private static void serve(String... args) throws Exception {
        TryItArguments arguments = TryItArguments.of(args);
        TryItDatabase database = open(arguments);
        SpringApplication application = Orderly.application();
        application.setDefaultProperties(settings(database, arguments));
        // Closed after the application, in the same hook; the initializer runs where that hook exists.
        application.addInitializers(
                context -> SpringApplication.getShutdownHandlers().add(database));
        ConfigurableApplicationContext running;
        try {
            running = application.run(args);
        } catch (RuntimeException refused) {
            database.run();
            System.exit(1);
            throw refused;
        }
        String address = "http://localhost:" + running.getEnvironment().getProperty("local.server.port");
        if (arguments.runs("inventory")) {
            new DemoProducts(address, KEY).stock();
        }
        welcome(address, database);
        if (arguments.runs("order")) {
            invite(address);
        }
    }

    private static TryItDatabase open(TryItArguments arguments) {
        try {
            return arguments.joins() ? TryItDatabase.join(arguments.database()) : TryItDatabase.open();
        } catch (TryItDatabase.Unavailable | IOException e) {
            System.err.println("Orderly does not start: " + e.getMessage());
            System.exit(1);
            throw new IllegalStateException(e);
        }
    }

    private static Map<String, Object> settings(TryItDatabase database, TryItArguments arguments) {
        Map<String, Object> settings = new LinkedHashMap<>(database.settings());
        // Everybody knows the key, so nobody else may reach the port.
        settings.put("server.address", "127.0.0.1");
        settings.put("orderly.api-keys", "try-it:" + Sha256.hex(KEY));
        settings.put("orderly.console.try-it-key", KEY);
        if (arguments.runs("payment")) {
            settings.put("orderly.payment.provider", "sandbox");
        }
        if (arguments.joins()) {
            // The other run has the one that is usual.
            settings.put("orderly.payment.sandbox.port", "0");
        }
        // Nobody is to get mail from here, so nobody needs to be told that nobody does.
        settings.put("logging.level.dev.orderly.notification.WarnOfKeptMails", "error");
        return settings;
    }

    private static void welcome(String address, TryItDatabase database) {
        System.out.printf("""

                Orderly is ready: %1$s/
                  its API         %1$s/docs
                  API key         %2$s
                  database        %3$s

                """, address, KEY, database.description());
    }

    private static void invite(String address) {
        System.out.printf("""
                Place an order:

                curl -i %1$s/api/orders -H 'Authorization: Bearer %2$s' -H "Idempotency-Key: $(date +%%s)-$RANDOM" \\
                  -H 'Content-Type: application/json' \\
                  -d '{"customerEmail":"buyer@example.com","currency":"EUR","lines":[{"sku":"%3$s","quantity":2,"unitPriceMinor":1290}]}'

                """, address, KEY, DemoProducts.FIRST);
    }
}
