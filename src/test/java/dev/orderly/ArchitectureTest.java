package dev.orderly;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses ORDERLY = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.orderly");
    private static final JavaClasses OFFENDING = new ClassFileImporter().importPackages("dev.orderly.offending");

    static Set<String> rules() {
        return Architecture.rules("dev.orderly").keySet();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_code_keeps_the_rule(String rule) {
        rule("dev.orderly", rule).check(ORDERLY);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void the_rule_bites(String rule) {
        assertThatThrownBy(() -> rule("dev.orderly.offending", rule).check(OFFENDING))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("dev.orderly.offending")
                .hasMessageNotContaining("failed to check any classes");
    }

    private static ArchRule rule(String root, String name) {
        return Objects.requireNonNull(Architecture.rules(root).get(name));
    }
}
