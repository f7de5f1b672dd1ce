package dev.orderly.bench.shop;

/**
 * Something was sold.
 *
 * @param account whose it is; the sales of an account are in order
 * @param number counts the account's sales from 1
 */
public record SaleMade(String saleId, int account, long number, long totalMinor) {

    String key() {
        return "account-" + account;
    }
}
