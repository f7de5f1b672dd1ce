package dev.orderly.bench.shop;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Tells whoever measures latencies that a row has been committed; where nobody does, it costs nothing. */
public class Effects {

    private volatile @Nullable Consumer<String> watcher;

    Effects() {}

    /** From now on, tells this one the sale of each committed row. */
    public void watch(Consumer<String> whoever) {
        watcher = whoever;
    }

    void written(String sale) {
        Consumer<String> told = watcher;
        if (told != null) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    told.accept(sale);
                }
            });
        }
    }
}
