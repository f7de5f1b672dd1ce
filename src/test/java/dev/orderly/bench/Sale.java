package dev.orderly.bench;

import dev.orderly.messaging.Ids;

/** What is sold in every workload: the same for all contestants. */
record Sale(String id, int account, long number, long totalMinor) {

    static Sale of(int account, long number) {
        return new Sale(Ids.next(), account, number, 1_000 + number);
    }

    /** As Orderly stores its event. */
    String payload() {
        return """
                {"saleId":"%s","account":%d,"number":%d,"totalMinor":%d}""".formatted(id, account, number, totalMinor);
    }
}
