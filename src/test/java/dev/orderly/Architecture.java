package dev.orderly;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.common.eventbus.Subscribe;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The walls that ArchUnit can see, for the packages below a root. A rule that matches nothing fails. */
final class Architecture {

    /** Each is one business capability, or the peer and the page beside them, in a package of its own. */
    static final List<String> MODULES = List.of("order", "payment", "inventory", "notification", "console", "sandbox");

    /** The classes with SQL in them. */
    private static final Set<String> SQL_CLASSES = Set.of(
            "Orders",
            "Overstays",
            "Payments",
            "ProviderTasks",
            "Stocks",
            "Reservations",
            "Books",
            "Reconciliations",
            "Mails",
            "DueMails",
            "MailLists",
            "Sessions",
            "Refunds",
            "Installations",
            "IdempotencyKeys",
            "Outbox",
            "Cursors",
            "Lags",
            "ParkedEvents",
            "ParkedAttempts",
            "DeadLetters",
            "DeadLetterActs",
            "FailingConfiguration",
            "DelayedEvents",
            "PendingEvents",
            "CatalogConfiguration",
            "Installation",
            "LagConfiguration",
            "CapConfiguration",
            "RateCaps",
            "Instances",
            "InstanceConfiguration",
            "ServerLoad",
            "MessagingConfiguration",
            "Sites",
            "Skips",
            "Arrivals",
            "Exports",
            "Marks",
            "ForeignEvents",
            "BridgeModule");

    private final String root;

    private Architecture(String root) {
        this.root = root;
    }

    /** The rules by what they say, for the packages below the root. */
    static Map<String, ArchRule> rules(String root) {
        Architecture architecture = new Architecture(root);
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        rules.put("a module depends on no other module", architecture.modulesAreApart());
        rules.put("messaging depends on no module, and on no contract", architecture.messagingIsNeutral());
        rules.put("the contract depends on the JDK alone", architecture.contractIsNeutral());
        rules.put("what the doors share depends on no module", architecture.webIsNeutral());
        rules.put("modules have no public types", architecture.modulesAreClosed());
        rules.put("only SQL classes touch JDBC", architecture.sqlHasItsPlace());
        rules.put("only controllers touch the web", architecture.webHasItsPlace());
        rules.put("only listeners subscribe", architecture.subscriptionsHaveTheirPlace());
        rules.put("packages form no cycles", architecture.noCycles());
        rules.put("nothing is injected into fields", architecture.noFieldInjection());
        rules.put("nobody uses java.util.Date", architecture.noDates());
        rules.put("nobody reads the system clock", architecture.noSystemClock());
        rules.put("no method leaves its caller's transaction", architecture.noTransactionOfItsOwn());
        return rules;
    }

    private ArchRule modulesAreApart() {
        return slices().matching(root + ".(*)..")
                .namingSlices("$1")
                .that(new DescribedPredicate<>("are modules") {
                    @Override
                    public boolean test(com.tngtech.archunit.library.dependencies.Slice slice) {
                        return MODULES.contains(slice.getDescription());
                    }
                })
                .should()
                .notDependOnEachOther();
    }

    private ArchRule messagingIsNeutral() {
        return noClasses()
                .that(resideInAPackage(root + ".messaging.."))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..").and(not(resideInAPackage(root + ".messaging.."))));
    }

    private ArchRule contractIsNeutral() {
        return classes()
                .that(resideInAPackage(root + ".contract.."))
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("java..", "org.jspecify..", root + ".contract.."));
    }

    private ArchRule webIsNeutral() {
        return noClasses()
                .that(resideInAPackage(root + ".web.."))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..")
                        .and(not(resideInAnyPackage(root + ".web..", root + ".messaging.."))));
    }

    private ArchRule modulesAreClosed() {
        return noClasses().that(inModules()).and().areTopLevelClasses().should().bePublic();
    }

    private ArchRule sqlHasItsPlace() {
        return classes()
                .that(resideInAPackage(root + ".."))
                .and(new DescribedPredicate<JavaClass>("touch JDBC") {
                    @Override
                    public boolean test(JavaClass type) {
                        return type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> dependency
                                        .getTargetClass()
                                        .getPackageName()
                                        .startsWith("org.springframework.jdbc.core"));
                    }
                })
                .should(new ArchCondition<>("be SQL classes") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String name = outermost(type).getSimpleName();
                        events.add(new SimpleConditionEvent(
                                type, SQL_CLASSES.contains(name), type.getName() + " touches JDBC"));
                    }
                });
    }

    private ArchRule webHasItsPlace() {
        return noClasses()
                .that(inModules())
                .and()
                .haveSimpleNameNotEndingWith("Controller")
                .and(not(nestedInController()))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.springframework.web.bind..",
                        "org.springframework.web.servlet..",
                        "org.springframework.web.context..",
                        "jakarta.servlet.."));
    }

    private ArchRule subscriptionsHaveTheirPlace() {
        return methods()
                .that()
                .areAnnotatedWith(Subscribe.class)
                .and()
                .areDeclaredInClassesThat(inModules())
                .should()
                .beDeclaredInClassesThat()
                .haveSimpleNameEndingWith("Listener");
    }

    private ArchRule noCycles() {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    private ArchRule noFieldInjection() {
        return noFields()
                .that()
                .areDeclaredInClassesThat(resideInAPackage(root + ".."))
                .should()
                .beAnnotatedWith(Autowired.class)
                .orShould()
                .beAnnotatedWith(Value.class);
    }

    private ArchRule noDates() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.Date");
    }

    private ArchRule noSystemClock() {
        return noClasses()
                .that(resideInAPackage(root + ".."))
                .and()
                .doNotHaveFullyQualifiedName("dev.orderly.Orderly")
                .should()
                .callMethodWhere(new DescribedPredicate<>("the system clock is read") {
                    @Override
                    public boolean test(com.tngtech.archunit.core.domain.JavaMethodCall call) {
                        return readsTheClock(call);
                    }
                });
    }

    private ArchRule noTransactionOfItsOwn() {
        return methods()
                .that()
                .areDeclaredInClassesThat(inModules())
                .and()
                .areAnnotatedWith(Transactional.class)
                .should(new ArchCondition<>("join their caller's transaction") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        Propagation propagation =
                                method.getAnnotationOfType(Transactional.class).propagation();
                        events.add(new SimpleConditionEvent(
                                method,
                                propagation == Propagation.REQUIRED,
                                method.getFullName() + " has the propagation " + propagation));
                    }
                });
    }

    private DescribedPredicate<JavaClass> inModules() {
        return resideInAnyPackage(
                MODULES.stream().map(module -> root + "." + module + "..").toArray(String[]::new));
    }

    private static DescribedPredicate<JavaClass> nestedInController() {
        return new DescribedPredicate<>("are nested in a controller") {
            @Override
            public boolean test(JavaClass type) {
                return outermost(type).getSimpleName().endsWith("Controller");
            }
        };
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(Architecture::outermost).orElse(type);
    }

    private static boolean readsTheClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getFullName();
        String name = access.getTarget().getName();
        return (owner.startsWith(Instant.class.getPackageName() + ".")
                        && name.equals("now")
                        && access.getTarget().getFullName().endsWith("now()"))
                || (owner.equals(Clock.class.getName()) && name.startsWith("system"))
                || (owner.equals(System.class.getName()) && name.equals("currentTimeMillis"));
    }
}
