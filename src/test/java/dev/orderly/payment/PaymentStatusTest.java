package dev.orderly.payment;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentStatusTest {

    @ParameterizedTest
    @EnumSource
    void a_refund_is_the_end(PaymentStatus next) {
        assertThat(PaymentStatus.REFUNDED.canBecome(next)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void a_capture_can_only_be_refunded(PaymentStatus next) {
        assertThat(PaymentStatus.CAPTURED.canBecome(next)).isEqualTo(next == PaymentStatus.REFUNDED);
    }

    @Test
    void an_unknown_outcome_becomes_known() {
        assertThat(PaymentStatus.UNKNOWN.isOpen()).isTrue();
        assertThat(PaymentStatus.UNKNOWN.canBecome(PaymentStatus.PENDING)).isTrue();
        assertThat(PaymentStatus.UNKNOWN.canBecome(PaymentStatus.CAPTURED)).isTrue();
    }
}
