package dev.orderly.inventory;

import java.time.Instant;

/** The stock of one SKU: what lies there, what of it is promised to orders, and what is left to promise. */
record StockItem(String sku, int onHand, int reserved, int available, Instant updatedAt) {}
