package dev.orderly.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderly.TestDatabase;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** Jobs do not take from callers what each order leaves them to do. */
class RestingJobTest {

    private final AtomicLong now = new AtomicLong(1);
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicInteger locks = new AtomicInteger();
    private final AtomicInteger runs = new AtomicInteger();
    private final CallersFirst callersFirst = new CallersFirst(() -> {
        looks.incrementAndGet();
        return now.get();
    });
    private Station station;
    private JobRunner runner;

    @BeforeEach
    void a_job_whose_pieces_are_shared() {
        station = Station.start(TestDatabase.fresh());
        StaticListableBeanFactory beans = new StaticListableBeanFactory();
        beans.addBean("job", new Job("meter-calls", Duration.ofHours(1), new Job.Work() {
            @Override
            public boolean run() {
                // There is more after the first, which makes those who come with orders rest once more.
                callersFirst.followUps().worked(Duration.ofMillis(50).toNanos());
                return runs.incrementAndGet() == 1;
            }

            @Override
            public boolean isShared() {
                return true;
            }
        }));
        JobLock lock = new JobLock(
                asked -> {
                    locks.incrementAndGet();
                    return Optional.empty();
                },
                Clock.systemUTC());
        runner = new JobRunner(
                beans.getBeanProvider(Job.class),
                lock,
                station.context().getBean(Caps.class),
                callersFirst.followUps(),
                new SimpleMeterRegistry(),
                module -> ModulePresence.Where.HERE);
        runner.afterSingletonsInstantiated();
    }

    @AfterEach
    void stop() {
        Loop.stopAll(runner.loops());
        station.close();
    }

    @Test
    void while_callers_go_first_a_job_rests_and_then_does_what_it_was_woken_for() {
        callersFirst.come();
        callersFirst.followUps().worked(Duration.ofMillis(50).toNanos());

        runner.start();
        runner.wakeAfterCommit("meter-calls");
        assertThat(runsWhileItRests()).isZero();
        passWithCallers(100);
        await().until(() -> runs.get() == 1);
        assertThat(runsWhileItRests()).isEqualTo(1);
        passWithCallers(150);
        await().until(() -> runs.get() == 2);

        // Woken, it needs no lock, which here another instance has.
        assertThat(locks).hasValue(0);
    }

    private int runsWhileItRests() {
        int before = looks.get();
        await().until(() -> looks.get() > before + 5);
        return runs.get();
    }

    private void passWithCallers(int millis) {
        for (int n = 0; n < millis; n++) {
            now.addAndGet(Duration.ofMillis(1).toNanos());
            callersFirst.leave(callersFirst.come());
        }
    }
}
