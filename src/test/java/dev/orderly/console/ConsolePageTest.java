package dev.orderly.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orderly.ApiClient;
import dev.orderly.DamagedEvent;
import dev.orderly.OrderlyTest;
import dev.orderly.console.OpenPages.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.client.RestClient;

/** The page in a real browser, as the try-it run shows it. */
@Tag("once-in-ci")
@OrderlyTest
@TestPropertySource(properties = "orderly.console.try-it-key=" + OrderlyTest.API_KEY)
class ConsolePageTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String HEARS_NEWS = "import('/console/news.js').then(news => String(news.heard()))";

    private final String address;
    private final JdbcClient jdbc;
    private final OpenPages pages;
    private final ApiClient api;
    private Browser browser;

    ConsolePageTest(@LocalServerPort int port, @Autowired JdbcClient jdbc, @Autowired OpenPages pages) {
        this.address = "http://localhost:" + port + "/";
        this.jdbc = jdbc;
        this.pages = pages;
        this.api = new ApiClient(port);
    }

    @BeforeEach
    void openThePage() throws Exception {
        Optional<Browser> found = Browser.start();
        assumeTrue(found.isPresent(), "There is no Chromium on the PATH, so nobody looks at the page.");
        browser = found.get();
        RestClient.create(address)
                .put()
                .uri("api/stock/TEA")
                .header("Authorization", "Bearer " + OrderlyTest.API_KEY)
                .body(Map.of("onHand", 1_000, "reason", "test"))
                .retrieve()
                .toBodilessEntity();
        browser.open(address);
        waitFor("document.querySelector('#connection')?.textContent", "Live");
    }

    @AfterEach
    void closeIt() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void an_order_moves_on_before_ones_eyes_and_stays_open_with_its_history() {
        click("[data-try=good]");
        waitFor("document.querySelector('#try-it-answer').textContent.startsWith('Placed order')", "true");
        String id = browser.run("document.querySelector('#try-it-answer').textContent.match(/order (.+)\\./)[1]");

        waitFor("String(document.getElementById('order-" + id + "') !== null)", "true");
        browser.run("document.getElementById('order-" + id + "').parentElement.querySelector('.row').click()");

        waitFor(
                "[...document.querySelectorAll('#order-" + id + " .history .state')].map(e => e.textContent).join()",
                "Placed,Awaiting payment,Paid");
        waitFor("document.querySelector('#order-" + id + " .payments .state')?.textContent", "Captured");
        waitFor(
                "document.getElementById('order-" + id + "').parentElement.querySelector('.row .state').textContent",
                "Paid");
        assertThat(browser.run("String(document.getElementById('order-" + id + "').hidden)"))
                .isEqualTo("false");
    }

    @Test
    void the_other_buttons_bring_the_ends_that_they_name() {
        click("[data-try=declined]");
        click("[data-try=unknown]");
        click("[data-try=manual]");

        waitFor(
                "String([...document.querySelectorAll('.row .state')].some(e => e.textContent === 'Cancelled'))",
                "true");
        waitFor(
                "String([...document.querySelectorAll('.row .state')].some(e => e.textContent === 'Rejected'))",
                "true");
        waitFor("String(document.querySelector('.pay:not([hidden])')?.href.startsWith('http'))", "true");
    }

    @Test
    void what_needs_a_person_stands_first_and_can_be_mended_there() {
        String order = DamagedEvent.publish(jdbc);
        String item = "document.querySelector('#stuck-list li')";
        waitFor("String(" + item + "?.querySelector('strong').textContent)", "notification has given up on order.paid");
        assertThat(browser.run(item + ".querySelector('.id').textContent")).isEqualTo(order);
        assertThat(browser.run(item + ".querySelector('p').textContent")).contains("cannot be read");

        browser.run("window.prompt = () => 'It was damaged'; [..." + item
                + ".querySelectorAll('button')].find(b => b.textContent === 'Skip…').click()");
        waitFor("document.querySelector('#stuck-answer').textContent", "Done.");
        waitFor("String(document.querySelector('#stuck-list').children.length)", "0");
    }

    @Test
    void an_order_is_found_by_its_id_and_says_what_it_waits_for() {
        click("[data-try=manual]");
        waitFor("String(document.querySelector('#try-it-answer').textContent.startsWith('Placed order'))", "true");
        String id = browser.run("document.querySelector('#try-it-answer').textContent.match(/order (.+)\\./)[1]");

        browser.run("document.querySelector('#find input').value = '" + id
                + "'; document.querySelector('#find').requestSubmit()");

        waitFor("String(document.querySelectorAll('#orders > li').length)", "1");
        waitFor(
                "document.querySelector('#order-' + CSS.escape('" + id + "') + ' .waiting')?.textContent",
                "The customer has yet to pay, or the order expires.");
    }

    @Test
    void it_says_that_the_server_does_not_answer_and_recovers() {
        browser.offline(true);
        waitFor(
                "String(document.querySelector('#connection').textContent.startsWith('The server does not answer'))",
                "true");

        browser.offline(false);
        waitFor("document.querySelector('#connection').textContent", "Live");
    }

    @Test
    void what_others_did_shows_up_by_news_alone() {
        waitFor(HEARS_NEWS, "true");
        // From here on the page never asks because it has heard nothing for a while.
        browser.run(
                "const real = setTimeout; window.setTimeout = (what, after) => after > 1000 ? 0 : real(what, after)");

        for (int order = 0; order < 3; order++) {
            String id = placeOrder();
            waitFor("String(document.getElementById('order-" + id + "') !== null)", "true");
        }
    }

    @Test
    void a_page_for_which_there_is_no_room_asks_as_before_until_there_is() {
        List<Page> others = new ArrayList<>();
        try {
            browser.open("about:blank");
            for (Page other = new OtherPage(); others.size() < OpenPages.AT_MOST; other = new OtherPage()) {
                if (pages.open(other)) {
                    others.add(other);
                } else {
                    // The one that the browser has left is noticed when something is said.
                    pages.lookAgain();
                }
            }
            browser.open(address);
            waitFor("document.querySelector('#connection')?.textContent", "Live");

            String id = placeOrder();
            waitFor("String(document.getElementById('order-" + id + "') !== null)", "true");
            assertThat(browser.run(HEARS_NEWS)).isEqualTo("false");
        } finally {
            others.forEach(pages::forget);
        }
        waitFor(HEARS_NEWS, "true");
    }

    private String placeOrder() {
        return api.placeOrder("""
                        {"customerEmail":"buyer@example.com","currency":"EUR","lines":[
                          {"sku":"TEA","quantity":1,"unitPriceMinor":450}]}""").json().get("id").asString();
    }

    @Test
    void text_stays_text_and_nothing_comes_from_elsewhere() {
        assertThat(browser.run("import('/console/dom.js').then(dom => dom.make('p', '', '<img src=x>').innerHTML)"))
                .isEqualTo("&lt;img src=x&gt;");
        assertThat(
                        browser.run(
                                "performance.getEntriesByType('resource').map(e => e.name).filter(n => !n.startsWith(location.origin)).join()"))
                .isEmpty();
    }

    private static final class OtherPage implements Page {

        @Override
        public boolean say(byte[] words) {
            return true;
        }

        @Override
        public void hangUp() {
            // Nobody is there.
        }
    }

    private void click(String selector) {
        browser.run("document.querySelector('" + selector + "').click()");
    }

    private void waitFor(String script, String answer) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.run(script)).isEqualTo(answer));
    }
}
