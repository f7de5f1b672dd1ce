package dev.orderly;

import dev.orderly.broker.KafkaProcess;
import java.nio.file.Path;

/** Kafka to try with, from Maven Central, so that nothing has to be installed. It keeps its data beside the database's. */
final class TryKafka {

    private static final Path FOLDER = Path.of(".orderly", "kafka");
    private static final int PORT = 9092;

    private TryKafka() {}

    /** Runs it until this program is stopped. */
    static void run() throws Exception {
        KafkaProcess kafka = KafkaProcess.toTry(FOLDER, PORT);
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::stop));
        kafka.start();
        System.out.printf(
                "%nKafka is ready: localhost:%d, its data in %s. It runs until you stop it.%n%n", PORT, FOLDER);
        Thread.currentThread().join();
    }
}
