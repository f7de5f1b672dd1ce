package dev.orderly.notification;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Puts letters into words: a template per type and format, each in the layout of its format. */
class MailTemplates {

    /** A fact is one line, so that no hostile SKU can pretend to be another part of the mail. */
    private static final Pattern LINE_BREAKS = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]+");

    private static final Mustache.Compiler COMPILER =
            Mustache.compiler().strictSections(true).emptyStringIsFalse(true);

    private final Format html = new Format("html", COMPILER);
    private final Format text = new Format("txt", COMPILER.withEscaper(MailTemplates::oneLine));

    MailContent render(Letter letter) {
        return new MailContent(
                oneLine(letter.type().title() + " (" + letter.orderId() + ")"),
                text.render(letter),
                html.render(letter));
    }

    static String oneLine(String fact) {
        return LINE_BREAKS.matcher(fact).replaceAll(" ");
    }

    /** All templates of one format, compiled once, so that a broken one shows at start-up. */
    private static class Format {

        private final Template layout;
        private final Map<MailType, Template> templates;

        Format(String extension, Mustache.Compiler compiler) {
            layout = compiler.compile(read("layout." + extension));
            templates = Arrays.stream(MailType.values())
                    .collect(Collectors.toUnmodifiableMap(
                            Function.identity(), type -> compiler.compile(read(type.template() + "." + extension))));
        }

        String render(Letter letter) {
            Map<String, Object> page = new HashMap<>();
            page.put("title", letter.type().title());
            page.put("orderId", letter.orderId());
            page.put("content", template(letter.type()).execute(letter.facts()).strip());
            return layout.execute(page);
        }

        private Template template(MailType type) {
            Template template = templates.get(type);
            if (template == null) {
                throw new IllegalStateException("No template for " + type);
            }
            return template;
        }

        private static String read(String name) {
            String path = "/templates/mail/" + name + ".mustache";
            try (InputStream file = MailTemplates.class.getResourceAsStream(path)) {
                if (file == null) {
                    throw new IllegalStateException(path + " is missing");
                }
                return new String(file.readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
