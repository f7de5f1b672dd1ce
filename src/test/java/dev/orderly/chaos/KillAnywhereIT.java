package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The shortest form of the chaos profile, for every build that does not run that too. */
@Tag("once-in-ci")
@ExtendWith(Report.class)
class KillAnywhereIT {

    @Test
    void a_few_kills_lose_and_double_nothing() throws Exception {
        try (Site site = new Site("a few kills", TestDatabase.fresh(), 1, Map.of())) {
            site.open();
            KillAnywhereChaos.killAgainAndAgain(site, 2);
            site.settle();
        }
    }
}
