package dev.orderly.messaging;

import java.time.Duration;

/** Permits, and how long to rest where there are none. */
interface Cap extends Permits {

    /** No cap at all. */
    Cap NONE = new Cap() {
        @Override
        public int take(int atMost) {
            return atMost;
        }

        @Override
        public void giveBack(int unused) {
            // There are always more.
        }

        @Override
        public Duration rest() {
            return Duration.ZERO;
        }
    };

    /** How long there will be no permit; zero where there may be one. */
    Duration rest();
}
