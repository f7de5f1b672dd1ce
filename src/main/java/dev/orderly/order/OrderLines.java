package dev.orderly.order;

import dev.orderly.web.InvalidRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The lines of a new order, each SKU once, with a sum that a long can hold. */
record OrderLines(List<OrderLine> lines, long totalMinor) {

    static OrderLines of(List<OrderRequest.Line> requested) {
        Map<String, OrderLine> bySku = new LinkedHashMap<>();
        for (int index = 0; index < requested.size(); index++) {
            String field = "lines[" + index + "]";
            OrderRequest.Line line = requested.get(index);
            bySku.merge(
                    line.sku(),
                    new OrderLine(line.sku(), line.quantity(), line.unitPriceMinor()),
                    (first, again) -> merge(first, again, field));
        }
        List<OrderLine> lines = List.copyOf(bySku.values());
        return new OrderLines(lines, total(lines));
    }

    private static OrderLine merge(OrderLine first, OrderLine again, String field) {
        if (first.unitPriceMinor() != again.unitPriceMinor()) {
            throw new InvalidRequest(field + ".unitPriceMinor", "must be the same as on the earlier line of this SKU");
        }
        int quantity = first.quantity() + again.quantity();
        if (quantity > OrderRequest.MOST_PIECES) {
            throw new InvalidRequest(field + ".quantity", "must be at most 10,000 with the earlier lines of this SKU");
        }
        return new OrderLine(first.sku(), quantity, first.unitPriceMinor());
    }

    static long total(List<OrderLine> lines) {
        try {
            return lines.stream().mapToLong(OrderLine::totalMinor).reduce(0, Math::addExact);
        } catch (ArithmeticException overflow) {
            throw new InvalidRequest("lines", "must not cost more than " + Long.MAX_VALUE + " together");
        }
    }
}
