package dev.orderly.messaging;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.SimpleTransactionStatus;

/**
 * No transactions at all, for ShedLock, which wraps each of its single statements in one: those would cost three round
 * trips more for every look at a lock.
 */
class EachStatementByItself implements PlatformTransactionManager {

    @Override
    public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
        return new SimpleTransactionStatus();
    }

    @Override
    public void commit(TransactionStatus status) {
        // The statement has been committed.
    }

    @Override
    public void rollback(TransactionStatus status) {
        // The statement has had no effect.
    }
}
