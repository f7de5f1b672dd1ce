package dev.orderly.contract;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** What the source says of types and of the components of records, so that the schemas say the same. */
final class Javadoc {

    private static final Map<Path, Map<String, String>> BY_SOURCE = new ConcurrentHashMap<>();

    private Javadoc() {}

    /** What is said of a type; empty where nothing is. */
    static Optional<String> of(Class<?> type) {
        return find(type, "");
    }

    /** What is said of a component: by the record, else by an interface that asks for it. */
    static Optional<String> of(Class<?> record, String component) {
        return Stream.concat(Stream.of(record), Stream.of(record.getInterfaces()))
                .flatMap(type -> find(type, "#" + component).stream())
                .findFirst();
    }

    private static Optional<String> find(Class<?> type, String suffix) {
        Class<?> outermost = type.getNestHost();
        String name = type.getName()
                .substring(outermost.getPackageName().length() + 1)
                .replace('$', '.');
        return Stream.of("src/main/java", "src/test/java")
                .map(root -> Path.of(root, outermost.getName().replace('.', '/') + ".java"))
                .filter(Files::exists)
                .findFirst()
                .map(source -> BY_SOURCE.computeIfAbsent(source, Javadoc::read).get(name + suffix));
    }

    private static Map<String, String> read(Path source) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(source));
            Comments comments = new Comments(DocTrees.instance(task));
            task.parse().forEach(unit -> comments.scan(unit, null));
            return comments.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps them by name: {@code OrderEvent.OrderPlaced}, {@code OrderEvent.OrderPlaced#lines}. */
    private static final class Comments extends TreePathScanner<@Nullable Void, @Nullable Void> {

        private final Map<String, String> found = new HashMap<>();
        private final DocTrees trees;

        Comments(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public @Nullable Void visitClass(ClassTree type, @Nullable Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                found.put(name(), words(comment.getFullBody()));
                for (DocTree tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree param && !param.isTypeParameter()) {
                        found.put(name() + "#" + param.getName(), words(param.getDescription()));
                    }
                }
            }
            return super.visitClass(type, null);
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null && method.getParameters().isEmpty()) {
                found.put(name() + "#" + method.getName(), words(comment.getFullBody()));
            }
            return super.visitMethod(method, null);
        }

        /** The types around this place, the outermost first. */
        private String name() {
            StringBuilder name = new StringBuilder();
            for (Tree around : getCurrentPath()) {
                if (around instanceof ClassTree type) {
                    name.insert(0, (name.isEmpty() ? "" : ".")).insert(0, type.getSimpleName());
                }
            }
            return name.toString();
        }

        private static String words(List<? extends DocTree> comment) {
            return comment.stream()
                    .map(part -> switch (part) {
                        case LiteralTree literal -> literal.getBody().getBody();
                        case LinkTree link when !link.getLabel().isEmpty() -> words(link.getLabel());
                        case LinkTree link -> link.getReference().getSignature();
                        default -> part.toString();
                    })
                    .collect(Collectors.joining())
                    .replaceAll("\\s+", " ")
                    .strip();
        }
    }
}
