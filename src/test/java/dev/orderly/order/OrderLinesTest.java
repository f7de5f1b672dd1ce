package dev.orderly.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderly.web.InvalidRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class OrderLinesTest {

    @Test
    void a_total_that_overflows_is_refused() {
        List<OrderLine> within = List.of(new OrderLine("A", 1, Long.MAX_VALUE - 1), new OrderLine("B", 1, 1));
        assertThat(OrderLines.total(within)).isEqualTo(Long.MAX_VALUE);

        List<OrderLine> sum = List.of(new OrderLine("A", 1, Long.MAX_VALUE), new OrderLine("B", 1, 1));
        assertThatThrownBy(() -> OrderLines.total(sum))
                .isInstanceOf(InvalidRequest.class)
                .hasMessageContaining("lines");

        List<OrderLine> product = List.of(new OrderLine("A", 2, Long.MAX_VALUE));
        assertThatThrownBy(() -> OrderLines.total(product)).isInstanceOf(InvalidRequest.class);
    }
}
