package dev.orderly.bench;

import java.util.List;

/**
 * What a load process does: so many orders over so many kept-alive connections, of SKUs that begin with the given word.
 *
 * @param warmUp usual orders at the same pace before the first that counts, over 32 connections at most
 * @param perSecond at which pace, or 0 for as fast as answers come
 */
record Load(
        int connections, int warmUp, int orders, int perSecond, String sku, int skus, int fewestLines, int mostLines) {

    static final String PLENTY = "PLENTY-";
    static final int PLENTY_SKUS = 100;

    /** Usual orders: 1 to 3 lines, of a hundred SKUs that are there in plenty. */
    static Load usual(int connections, int warmUp, int orders) {
        return new Load(connections, warmUp, orders, 0, PLENTY, PLENTY_SKUS, 1, 3);
    }

    /** The same at a steady pace. */
    Load at(int ordersPerSecond) {
        return new Load(connections, warmUp, orders, ordersPerSecond, sku, skus, fewestLines, mostLines);
    }

    static Load of(List<String> arguments) {
        return new Load(
                Integer.parseInt(arguments.get(0)),
                Integer.parseInt(arguments.get(1)),
                Integer.parseInt(arguments.get(2)),
                Integer.parseInt(arguments.get(3)),
                arguments.get(4),
                Integer.parseInt(arguments.get(5)),
                Integer.parseInt(arguments.get(6)),
                Integer.parseInt(arguments.get(7)));
    }

    List<String> arguments() {
        return List.of(
                String.valueOf(connections),
                String.valueOf(warmUp),
                String.valueOf(orders),
                String.valueOf(perSecond),
                sku,
                String.valueOf(skus),
                String.valueOf(fewestLines),
                String.valueOf(mostLines));
    }

    /** The n-th order. */
    String body(int n) {
        StringBuilder lines = new StringBuilder();
        for (int line = 0; line < fewestLines + n % (mostLines - fewestLines + 1); line++) {
            lines.append(line == 0 ? "" : ",").append("""
                    {"sku":"%s%d","quantity":1,"unitPriceMinor":1250}""".formatted(sku, skuOf(n, line)));
        }
        return """
                {"customerEmail":"buyer-%d@example.com","currency":"EUR","lines":[%s]}""".formatted(n, lines);
    }

    /** Spread evenly, and each line of an order another one. */
    private int skuOf(int n, int line) {
        return (int) ((n * 7L + line * 31L) % skus);
    }
}
