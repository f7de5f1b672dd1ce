package dev.orderly.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MailTemplatesTest {

    private static final String HOSTILE = "<script>alert('x')</script> & \"Tee\"\r\nBcc: thief@example.com\u2028next";

    private final MailTemplates templates = new MailTemplates();

    @Test
    void what_customers_and_callers_wrote_cannot_become_markup() {
        MailContent mail = templates.render(placed(HOSTILE));
        assertThat(mail.html())
                .doesNotContain("<script>")
                .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;Tee&quot;");
    }

    @Test
    void what_customers_and_callers_wrote_stays_on_its_line_of_the_text() {
        MailContent mail = templates.render(placed(HOSTILE));
        assertThat(mail.text().lines())
                .contains("2 × <script>alert('x')</script> & \"Tee\" Bcc: thief@example.com next: 9.00 EUR");
    }

    @Test
    void a_subject_is_one_line_whatever_it_is_made_of() {
        MailContent mail = templates.render(Letter.of(MailType.EXPIRED, "42\r\nBcc: thief@example.com", "a@b.example"));
        assertThat(mail.subject()).isEqualTo("Your order has expired (42 Bcc: thief@example.com)");
    }

    @Test
    void letters_beyond_ascii_stay_as_they_are() {
        MailContent mail = templates.render(placed("Grüner Tee 緑茶"));
        assertThat(mail.text()).contains("2 × Grüner Tee 緑茶: 9.00 EUR");
        assertThat(mail.html()).contains("2 × Grüner Tee 緑茶");
    }

    @Test
    void facts_that_are_empty_leave_no_label_behind() {
        MailContent shipped = templates.render(Letter.of(MailType.SHIPPED, "42", "a@b.example")
                .with("carrier", "Post")
                .with("tracking", ""));
        assertThat(shipped.text()).contains("Carrier: Post").doesNotContain("Tracking");
        assertThat(shipped.html()).contains("Carrier").doesNotContain("Tracking");
    }

    private static Letter placed(String sku) {
        return Letter.of(MailType.PLACED, "42", "a@b.example")
                .with("lines", List.of(new MailLine(sku, 2, "9.00 EUR")))
                .with("total", "9.00 EUR");
    }
}
