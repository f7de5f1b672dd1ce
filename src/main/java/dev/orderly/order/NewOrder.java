package dev.orderly.order;

import java.util.List;

/** An order as it is placed. */
record NewOrder(Order order, List<OrderLine> lines) {}
