package dev.orderly;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import com.google.common.eventbus.Subscribe;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.orderly.messaging.ModuleConfiguration;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The walls that ArchUnit can see, for the packages below a root. A rule that matches nothing fails. */
final class Architecture {

    /** What modules stand on. Every other package below the root is a module's. */
    private static final Set<String> SHARED = Set.of("broker", "contract", "messaging", "web");

    private static final String JDBC = "org.springframework.jdbc.core";

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
        rules.put("what carries messages knows no contract, and no module", architecture.brokersAreNeutral());
        rules.put("every module has the one configuration that wires it", architecture.modulesAreWired());
        rules.put("modules have no public types", architecture.modulesAreClosed());
        rules.put("what touches JDBC has nothing else to do", architecture.sqlHasItsPlace());
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
                        return !SHARED.contains(slice.getDescription());
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

    private ArchRule brokersAreNeutral() {
        return noClasses()
                .that(resideInAPackage(root + ".broker.."))
                .should()
                .dependOnClassesThat(resideInAPackage(root + "..")
                        .and(not(resideInAnyPackage(root + ".broker..", root + ".messaging.."))));
    }

    private ArchRule modulesAreClosed() {
        return noClasses().that(inModules()).and().areTopLevelClasses().should().bePublic();
    }

    /** A package that nobody wires would be in the jar and never run. */
    private ArchRule modulesAreWired() {
        return classes()
                .that(inModules())
                .should(new ArchCondition<>("be wired by a @ModuleConfiguration of their package's name") {

                    private final Multiset<String> wired = HashMultiset.create();

                    @Override
                    public void init(Collection<JavaClass> all) {
                        wired.clear();
                        all.stream()
                                .filter(type -> type.isAnnotatedWith(ModuleConfiguration.class)
                                        && type.getAnnotationOfType(ModuleConfiguration.class)
                                                .name()
                                                .equals(module(type)))
                                .forEach(type -> wired.add(module(type)));
                    }

                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        events.add(new SimpleConditionEvent(
                                type,
                                wired.count(module(type)) == 1,
                                "%s is in a package with %d such configurations"
                                        .formatted(type.getName(), wired.count(module(type)))));
                    }
                });
    }

    /** SQL stands in classes of its own, which hold their access to the database, plain values and each other. */
    private ArchRule sqlHasItsPlace() {
        return classes()
                .that(touchJdbc())
                .and()
                .areNotMetaAnnotatedWith(Configuration.class)
                .should(new ArchCondition<>("hold nothing but access to the database, plain values and each other") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        outermost(type).getFields().stream()
                                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                                .forEach(field -> events.add(new SimpleConditionEvent(
                                        field,
                                        isPlain(field.getRawType().getBaseComponentType()),
                                        type.getName() + " touches JDBC and holds " + field.getFullName())));
                    }
                });
    }

    private static boolean isPlain(JavaClass held) {
        return held.isPrimitive()
                || resideInAnyPackage("java..", "javax.sql..", JDBC + "..").test(held)
                || touchJdbc().test(held);
    }

    private static DescribedPredicate<JavaClass> touchJdbc() {
        return new DescribedPredicate<>("touch JDBC") {
            @Override
            public boolean test(JavaClass type) {
                return type.getDirectDependenciesFromSelf().stream()
                        .anyMatch(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith(JDBC));
            }
        };
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
        return new DescribedPredicate<>("are in a module") {
            @Override
            public boolean test(JavaClass type) {
                return type.getPackageName().startsWith(root + ".") && !SHARED.contains(module(type));
            }
        };
    }

    /** The package right below the root. */
    private String module(JavaClass type) {
        String name = type.getPackageName().substring(root.length() + 1);
        int point = name.indexOf('.');
        return point < 0 ? name : name.substring(0, point);
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
