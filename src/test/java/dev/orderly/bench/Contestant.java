package dev.orderly.bench;

import java.sql.SQLException;

/** Whoever takes part in a workload: sells, and three consumers write a row each for every sale. */
interface Contestant extends AutoCloseable {

    /** What one thread sells with. */
    @FunctionalInterface
    interface Seller extends AutoCloseable {

        /** Returns once the sale and its event have been committed. */
        void sell(Sale sale) throws SQLException;

        @Override
        default void close() throws SQLException {}
    }

    /** One for each thread that sells. */
    Seller seller() throws SQLException;

    /** Lets the consumers begin. */
    void startConsumers() throws SQLException;

    /** The tables into which the consumers write. */
    Entries entries();

    @Override
    void close();
}
