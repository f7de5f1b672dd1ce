package dev.orderly.chaos;

import dev.orderly.TestDatabase;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Report.class)
class FlakyPeersChaos {

    private static final double A_THIRD = 1.0 / 3;

    @Test
    void the_provider_and_the_mail_server_fail_a_third_of_the_time_and_slowly() throws Exception {
        Map<String, String> flaky = Map.of("ORDERLY_PAYMENT_SANDBOX_FAILURE_RATE", String.valueOf(A_THIRD));
        try (Site site = new Site("flaky peers", TestDatabase.fresh(), 1, flaky)) {
            site.mailroom().misbehave(A_THIRD);
            site.open();
            TimeUnit.SECONDS.sleep(Settings.given().seconds());
            site.shoppers().placeNoMore();
            site.mailroom().misbehave(0);
            site.result().note(site.mailroom().acksLost() + " mails were taken and the acknowledgement lost");
            site.settle();
        }
    }
}
