package dev.orderly.messaging;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * The connection of a step, as its handlers see it. What costs most about a handler's insert is its way to the server
 * and back, so while a step has several events the inserts of its handlers are held, and sent together: an insert of one
 * row that succeeds answers 1, which is known beforehand. Whatever else a handler says sends first what is held, but for
 * the events that were published: those wait until the end of the step, as long as nobody names the outbox.
 *
 * <p>Where a held insert is refused it is too late to tell its handler, so the step has to be rolled back, and done
 * again with nothing held.
 */
interface StepConnection extends Connection {

    /** The same connection, if it is one; else one whose statements nobody sees, so that nothing of it is certain. */
    static StepConnection of(Connection connection) {
        return connection instanceof StepConnection step ? step : over(new StepStatements(connection, false, () -> {}));
    }

    /**
     * Wraps a connection, which is as it was until a step begins.
     *
     * @param whenClosed runs once, after the connection was closed
     */
    static StepConnection over(Connection connection, Runnable whenClosed) {
        return over(new StepStatements(connection, true, whenClosed));
    }

    private static StepConnection over(StepStatements statements) {
        return (StepConnection) Proxy.newProxyInstance(
                StepConnection.class.getClassLoader(),
                new Class<?>[] {StepConnection.class},
                (proxy, method, arguments) -> statements.call(method, arguments));
    }

    /**
     * Handlers follow.
     *
     * @param hold whether their inserts are to be held
     */
    void begin(boolean hold);

    /** The next event's handlers follow: an event's inserts stay in their order. */
    void nextEvent();

    /**
     * No handlers follow: sends what is held.
     *
     * @throws SQLException where it is refused
     */
    void end() throws SQLException;

    /** Was a held insert refused, even if a handler has caught that? */
    boolean isLost();

    /**
     * Is it certain that the server has refused no statement since the step began? If not, it may have rolled the
     * transaction back, and a handler may have caught that and gone on.
     */
    boolean isUnharmed();
}
