package dev.orderly.chaos;

import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One order as its shopper remembers it. The e-mail address is this purchase's alone, so that an order that was placed
 * twice shows, whatever the application itself knows of keys.
 */
final class Purchase {

    static final String SKU = "CHAOS-";
    static final int SKUS = 3;

    private final int number;
    private final Wish wish;
    private final String sku;
    private final int quantity;
    private volatile @Nullable String id;
    private volatile Set<String> ends;
    private int stepsDone;
    private volatile boolean broken;

    Purchase(int number, Random random) {
        this.number = number;
        this.wish = Wish.any(random);
        this.sku = wish == Wish.IMPOSSIBLE ? "NO-SUCH-SKU" : SKU + random.nextInt(SKUS);
        this.quantity = 1 + random.nextInt(3);
        this.ends = wish.ends();
    }

    String key() {
        return "chaos-" + number;
    }

    String email() {
        return "buyer-" + number + wish.tag() + "@example.com";
    }

    String json() {
        return """
                {"customerEmail":"%s","currency":"EUR","lines":[{"sku":"%s","quantity":%d,"unitPriceMinor":1250}]}""".formatted(email(), sku, quantity);
    }

    Wish wish() {
        return wish;
    }

    String sku() {
        return sku;
    }

    int quantity() {
        return quantity;
    }

    long totalMinor() {
        return quantity * 1250L;
    }

    /** The order's id once it was answered, else null. */
    @Nullable String id() {
        return id;
    }

    void accepted(String orderId) {
        id = orderId;
    }

    /** A call for it ended without an answer. */
    void brokeOnce() {
        broken = true;
    }

    boolean wasBroken() {
        return broken;
    }

    /** How the order may end, given what was answered so far. */
    Set<String> ends() {
        return ends;
    }

    Wish.@Nullable Step nextStep() {
        return stepsDone < wish.steps().size() ? wish.steps().get(stepsDone) : null;
    }

    void stepTaken() {
        stepsDone++;
    }

    /** It was cancelled: before the money came, or after, when the money goes back. */
    void cancelled() {
        ends = wish == Wish.CALLED_OFF_AT_ONCE ? Set.of("CANCELLED", "REFUNDED") : ends;
        stepsDone++;
    }

    /** It could not be cancelled, because it was paid. */
    void stayed() {
        ends = Set.of("PAID");
        stepsDone++;
    }

    @Override
    public String toString() {
        return "%s, %s of %s, to end %s, answered %s".formatted(email(), quantity, sku, ends, id);
    }
}
