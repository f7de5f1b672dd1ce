package dev.orderly;

import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.StandardEnvironment;

/**
 * What of its arguments a try-it run must know before it starts.
 *
 * @param joins the word for it was there: it is one process more for a run that was started before
 * @param modules those that run in it; none means all
 * @param site where it belongs
 */
record TryItArguments(boolean joins, Set<String> modules, String site) {

    private static final String HUB = "hub";

    static TryItArguments of(String... args) {
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new SimpleCommandLinePropertySource(args));
        Binder binder = Binder.get(environment);
        return new TryItArguments(
                List.of(args).contains("join"),
                binder.bind("orderly.modules", Bindable.setOf(String.class)).orElse(Set.of()),
                binder.bind("orderly.site", String.class).orElse(HUB));
    }

    boolean runs(String module) {
        return modules.isEmpty() || modules.contains(module);
    }

    /** Another site has a database of its own. */
    String database() {
        return site.equals(HUB) ? TryItDatabase.NAME : TryItDatabase.NAME + "_" + site.replace('-', '_');
    }
}
