package dev.orderly.chaos;

import dev.orderly.chaos.Finding.Kind;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Judges from outside the process: what the shoppers remember against what the database, the payment provider and the
 * mail server hold once all is quiet.
 */
final class Oracle {

    /** So many mails are on their way when a process, its database or its line to it is struck. */
    private static final int MAILS_AT_A_TIME = 4;

    private final Tables tables;
    private final Mailroom mailroom;
    private final Shoppers shoppers;

    Oracle(Tables tables, Mailroom mailroom, Shoppers shoppers) {
        this.tables = tables;
        this.mailroom = mailroom;
        this.shoppers = shoppers;
    }

    /**
     * Waits for as long as there is less and less to find fault with, and the patience longer; then writes the verdict.
     * One look takes many queries while the application still works, so what it finds may only be half of something,
     * even what looks doubled: a mail that arrives after its row was read. What a look finds when nothing moves is so.
     */
    void judge(Result result, Duration patience) throws Exception {
        long lastProgress = System.nanoTime();
        List<Finding> findings = findings();
        while (!findings.isEmpty() && System.nanoTime() - lastProgress < patience.toNanos()) {
            TimeUnit.SECONDS.sleep(1);
            List<Finding> fewer = findings();
            lastProgress = fewer.size() < findings.size() ? System.nanoTime() : lastProgress;
            findings = fewer;
        }
        int repeated = mailroom.taken().size() - mailroom.taken().elementSet().size();
        if (repeated > mailroom.acksLost() + MAILS_AT_A_TIME * result.strikes()) {
            findings.add(new Finding(Kind.DOUBLED, "mails", "more came again than were interrupted", "" + repeated));
        }
        result.judged(shoppers.accepted(), findings);
        if (repeated > 0) {
            result.note(repeated + " of " + mailroom.taken().size() + " mails came again under their Message-ID");
        }
    }

    private List<Finding> findings() throws SQLException {
        List<Finding> findings = new ArrayList<>();
        Map<String, Dossier> dossiers = Dossier.readAll(tables);
        promisesToShoppers(dossiers, findings);
        OrderRules rules = new OrderRules(findings);
        MailRules mailRules = new MailRules(mailroom.taken(), findings);
        dossiers.values().forEach(dossier -> {
            rules.check(dossier);
            mailRules.check(dossier);
        });
        mailRules.checkNothingElseArrived();
        for (Tables log : tables.logs()) {
            new LogRules(log, findings).check();
        }
        new KeyRules(tables, findings).check();
        new StockRules(tables, findings).check();
        return findings;
    }

    private void promisesToShoppers(Map<String, Dossier> dossiers, List<Finding> findings) {
        Map<String, Dossier> byEmail = new HashMap<>();
        for (Dossier dossier : dossiers.values()) {
            dossier.all("order").forEach(order -> {
                Dossier twin = byEmail.put(order.get("customer_email"), dossier);
                if (twin != null) {
                    findings.add(new Finding(Kind.DOUBLED, dossier.id(), "one wish, two orders", order + " " + twin));
                }
            });
        }
        for (Purchase purchase : shoppers.purchases()) {
            Dossier dossier = byEmail.remove(purchase.email());
            if (purchase.id() != null) {
                checkAccepted(purchase, dossier, findings);
            }
        }
        byEmail.values()
                .forEach(dossier -> findings.add(
                        new Finding(Kind.WRONG, dossier.id(), "an order that nobody placed", dossier.toString())));
        shoppers.complaints()
                .forEach(complaint ->
                        findings.add(new Finding(Kind.WRONG, "a shopper", "got an impossible answer", complaint)));
    }

    private static void checkAccepted(Purchase purchase, @Nullable Dossier dossier, List<Finding> findings) {
        String id = String.valueOf(purchase.id());
        if (dossier == null) {
            findings.add(new Finding(Kind.LOST, id, "was answered with 201 and is not there", purchase.toString()));
        } else if (!dossier.id().equals(id)) {
            findings.add(new Finding(Kind.WRONG, id, "is not the order that is there", dossier.toString()));
        } else if (OrderRules.isEnd(dossier.status()) && !purchase.ends().contains(dossier.status())) {
            String sentence = "is " + dossier.status() + " in the end, and not " + purchase.ends();
            findings.add(new Finding(Kind.WRONG, id, sentence, purchase + " " + dossier));
        } else if (dossier.totalMinor() != purchase.totalMinor()) {
            findings.add(new Finding(Kind.WRONG, id, "has another total", purchase + " " + dossier));
        }
    }
}
