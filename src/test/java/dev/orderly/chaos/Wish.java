package dev.orderly.chaos;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.List;
import java.util.Random;

/** What a shopper wants of an order: how the payment goes, what they do with it, and how it may end. */
enum Wish {
    PAID(30, "", ImmutableSet.of("PAID")),
    TOLD_TWICE(15, "+twice", ImmutableSet.of("PAID")),
    SHIPPED(10, "", ImmutableSet.of("SHIPPED"), Step.SHIP),
    DELIVERED(10, "", ImmutableSet.of("DELIVERED"), Step.SHIP, Step.DELIVER),
    DECLINED(15, "+decline", ImmutableSet.of("CANCELLED")),
    CALLED_OFF(10, "+manual", ImmutableSet.of("CANCELLED"), Step.CANCEL_UNPAID),
    CALLED_OFF_AT_ONCE(10, "", ImmutableSet.of("CANCELLED"), Step.CANCEL_AT_ONCE),
    GIVEN_BACK(10, "", ImmutableSet.of("REFUNDED"), Step.CANCEL_PAID),
    IMPOSSIBLE(5, "", ImmutableSet.of("REJECTED"));

    /** What a shopper does once the order is in a state. */
    enum Step {
        SHIP("PAID", "ship", "{\"carrier\":\"DHL\",\"tracking\":\"JD0001\"}"),
        DELIVER("SHIPPED", "deliver", ""),
        CANCEL_UNPAID("AWAITING_PAYMENT", "cancel", ""),
        CANCEL_AT_ONCE("", "cancel", ""),
        CANCEL_PAID("PAID", "cancel", "");

        private final String when;
        private final String path;
        private final String body;

        Step(String when, String path, String body) {
            this.when = when;
            this.path = path;
            this.body = body;
        }

        boolean isDue(String status) {
            return when.isEmpty() || when.equals(status);
        }

        boolean cancels() {
            return path.equals("cancel");
        }

        String path() {
            return path;
        }

        String body() {
            return body;
        }
    }

    private static final int SUM =
            List.of(values()).stream().mapToInt(wish -> wish.weight).sum();

    private final int weight;
    private final String tag;
    private final ImmutableSet<String> ends;
    private final ImmutableList<Step> steps;

    Wish(int weight, String tag, ImmutableSet<String> ends, Step... steps) {
        this.weight = weight;
        this.tag = tag;
        this.ends = ends;
        this.steps = ImmutableList.copyOf(steps);
    }

    static Wish any(Random random) {
        int left = random.nextInt(SUM);
        for (Wish wish : values()) {
            left -= wish.weight;
            if (left < 0) {
                return wish;
            }
        }
        throw new IllegalStateException("The weights do not add up");
    }

    String tag() {
        return tag;
    }

    ImmutableSet<String> ends() {
        return ends;
    }

    ImmutableList<Step> steps() {
        return steps;
    }
}
