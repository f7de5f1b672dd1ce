package dev.orderly.bench.bare;

import java.util.List;

/** The body of POST /api/orders, as Orderly knows it. */
record BareOrder(String customerEmail, String currency, List<Line> lines) {

    record Line(String sku, int quantity, long unitPriceMinor) {}

    long totalMinor() {
        return lines.stream()
                .mapToLong(line -> line.quantity() * line.unitPriceMinor())
                .sum();
    }
}
