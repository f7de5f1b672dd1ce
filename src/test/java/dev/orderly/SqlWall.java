package dev.orderly;

import com.mysql.cj.MysqlConnection;
import com.mysql.cj.Query;
import com.mysql.cj.interceptors.QueryInterceptor;
import com.mysql.cj.log.Log;
import com.mysql.cj.protocol.Resultset;
import com.mysql.cj.protocol.ServerSession;
import java.lang.StackWalker.StackFrame;
import java.lang.reflect.Proxy;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Lets a statement fail that names another module's table. Every statement of the test suite passes here, as the driver
 * is told to ask before it sends one.
 */
public final class SqlWall implements QueryInterceptor {

    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final Pattern LITERAL = Pattern.compile("'(?:[^'\\\\]++|\\\\.|'')*+'", Pattern.DOTALL);

    /** What stands where a statement names tables, with its aliases and commas. */
    private static final Pattern TABLES = Pattern.compile(
            "\\b(?:FROM|JOIN|STRAIGHT_JOIN|INTO|UPDATE|TABLE)\\s+(`?\\w+`?(?:\\s+(?:AS\\s+)?\\w+)?(?:\\s*,\\s*`?\\w+`?(?:\\s+(?:AS\\s+)?\\w+)?)*)",
            Pattern.CASE_INSENSITIVE);

    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final String ROOT = "dev.orderly.";
    private static final String MESSAGING = "messaging";
    private static final String HOLDER = "dev.orderly.messaging.HeldInserts";
    /** What stands between a module's statement and the driver. */
    private static final Pattern BETWEEN =
            Pattern.compile("dev\\.orderly\\.messaging\\.(HeldInserts|StepConnection|StepStatements|PassOn)\\b.*");

    private static final Pattern WORKER = Pattern.compile("orderly-(\\w+)-\\d+");

    private static final class Owners {
        static final Map<String, String> BY_TABLE = TableOwners.byTable();
    }

    /**
     * Holds a module's statement against the owners of the tables that it names.
     *
     * @throws Breach where one belongs to another module
     */
    static void check(String module, String sql, Map<String, String> owners) {
        Map<String, String> foreign = TABLES.matcher(LITERAL.matcher(sql).replaceAll("''"))
                .results()
                .flatMap(tables -> WORD.matcher(tables.group(1)).results())
                .map(word -> word.group().toLowerCase(Locale.ROOT))
                .filter(word -> owners.containsKey(word) && !module.equals(owners.get(word)))
                .distinct()
                .collect(Collectors.toMap(table -> table, table -> String.valueOf(owners.get(table))));
        if (!foreign.isEmpty()) {
            throw new Breach(module, foreign, sql);
        }
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // as the driver's interface has it
    public <T extends Resultset> @Nullable T preProcess(@Nullable Supplier<String> sql, @Nullable Query query) {
        if (sql != null) {
            String statement = sql.get();
            module().ifPresent(module -> {
                if (!module.equals(MESSAGING) && !wasHeld()) {
                    check(module, statement, Owners.BY_TABLE);
                } else if (!isTheWorkers(statement)) {
                    check(MESSAGING, statement, Owners.BY_TABLE);
                }
            });
        }
        return null;
    }

    /** Inserts of handlers may be sent later, by messaging or at another handler's statement, and together with events. */
    private static boolean wasHeld() {
        return STACK.walk(frames -> frames.anyMatch(frame ->
                frame.getClassName().equals(HOLDER) && frame.getMethodName().equals("insert")));
    }

    private static boolean isTheWorkers(String sql) {
        Matcher worker = WORKER.matcher(Thread.currentThread().getName());
        if (!wasHeld() || !worker.matches()) {
            return false;
        }
        try {
            check(worker.group(1), sql, Owners.BY_TABLE);
            return true;
        } catch (Breach breach) {
            return false;
        }
    }

    /** The package of our own code that is nearest to the statement; none where that is a test, or Flyway runs. */
    private static Optional<String> module() {
        return STACK.walk(frames -> frames.map(StackFrame::getDeclaringClass)
                        .filter(type -> type.getName().startsWith(ROOT)
                                || type.getName().startsWith("org.flywaydb."))
                        .filter(type -> type != SqlWall.class)
                        .filter(type -> !BETWEEN.matcher(type.getName()).matches() && !Proxy.isProxyClass(type))
                        .findFirst())
                .filter(type -> type.getName().startsWith(ROOT) && isMainCode(type))
                .map(type -> type.getPackageName())
                .filter(name -> name.startsWith(ROOT))
                .map(name -> name.substring(ROOT.length()));
    }

    private static boolean isMainCode(Class<?> type) {
        return type.getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath()
                .endsWith("/target/classes/");
    }

    @Override
    public QueryInterceptor init(MysqlConnection connection, Properties properties, Log log) {
        return this;
    }

    @Override
    public boolean executeTopLevelOnly() {
        return true;
    }

    @Override
    public void destroy() {}

    @Override
    public <T extends Resultset> @Nullable T postProcess(
            @Nullable Supplier<String> sql,
            @Nullable Query query,
            @Nullable T result,
            @Nullable ServerSession session) {
        return null;
    }

    /** A module's SQL named another's table. */
    static final class Breach extends RuntimeException {
        Breach(String module, Map<String, String> foreign, String sql) {
            super("The module " + module + " names tables of others, "
                    + new TreeSet<>(
                            foreign.entrySet().stream().map(Object::toString).toList()) + ", in: " + sql);
        }
    }
}
