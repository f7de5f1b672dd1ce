package dev.orderly;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** Runs the test classes that its arguments name, and says how many tests there were and what failed. */
final class RunTests {

    private RunTests() {}

    public static void main(String[] names) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(Arrays.stream(names).map(name -> selectClass(name)).toList())
                .build();
        Launcher launcher = LauncherFactory.create();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        launcher.execute(request, listener);
        TestExecutionSummary summary = listener.getSummary();
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), true);
        summary.printFailuresTo(out, 15);
        out.printf(
                "%d tests were started, %d succeeded%n",
                summary.getTestsStartedCount(), summary.getTestsSucceededCount());
        boolean sound = summary.getTotalFailureCount() == 0 && summary.getTestsSucceededCount() > 0;
        System.exit(sound ? 0 : 1);
    }
}
