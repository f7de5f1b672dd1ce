package dev.orderly.chaos;

import com.google.common.collect.HashMultiset;
import com.google.common.collect.Multiset;
import dev.orderly.chaos.Finding.Kind;
import dev.orderly.chaos.Tables.Row;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * One mail for each order and step, in the table and at the mail server, and written in the order of the steps. It may
 * come there again only after an attempt whose end nobody recorded, and then under the same Message-ID.
 */
final class MailRules {

    private static final Map<String, String> MAIL_OF_STATE = Map.of(
            "AWAITING_PAYMENT", "AWAITING_PAYMENT",
            "PAID", "PAID",
            "SHIPPED", "SHIPPED",
            "REJECTED", "REJECTED",
            "CANCELLED", "CANCELLED",
            "REFUNDING", "CANCELLED",
            "EXPIRED", "EXPIRED");

    /** Which step is behind which; a refund may come at any time after the payment. */
    private static final Map<String, Integer> RANK = Map.of(
            "PLACED", 0, "AWAITING_PAYMENT", 1, "REJECTED", 1, "PAID", 2, "SHIPPED", 3, "CANCELLED", 3, "EXPIRED", 3);

    private final Multiset<String> arrived;
    private final List<Finding> findings;
    private final Set<String> known = new HashSet<>();

    /** @param arrived the messages that the mail server took, by Message-ID */
    MailRules(Multiset<String> arrived, List<Finding> findings) {
        this.arrived = arrived;
        this.findings = findings;
    }

    void check(Dossier dossier) {
        Multiset<String> expected = HashMultiset.create();
        expected.add("PLACED");
        dossier.changes().forEach(state -> expected.add(MAIL_OF_STATE.getOrDefault(state, ""), 1));
        expected.setCount("", 0);
        expected.add("REFUNDED", dossier.all("refund").size());
        Multiset<String> missing = HashMultiset.create(expected);
        for (Row mail : dossier.all("mail")) {
            String type = mail.get("type");
            if (!missing.remove(type)) {
                find(expected.contains(type) ? Kind.DOUBLED : Kind.WRONG, dossier, "a mail too many: " + type);
            }
            checkArrived(dossier, mail);
        }
        missing.forEach(type -> find(Kind.LOST, dossier, "no mail " + type));
        checkOrder(dossier);
    }

    private void checkOrder(Dossier dossier) {
        List<Row> mails = dossier.all("mail").stream()
                .filter(mail -> RANK.containsKey(mail.get("type")))
                .sorted(Comparator.comparing(mail -> mail.get("created_at")))
                .toList();
        for (int n = 1; n < mails.size(); n++) {
            Row before = mails.get(n - 1);
            Row after = mails.get(n);
            if (rank(before) > rank(after) && !before.get("created_at").equals(after.get("created_at"))) {
                find(
                        Kind.WRONG,
                        dossier,
                        "the mail %s was written before %s".formatted(before.get("type"), after.get("type")));
            }
        }
    }

    private static int rank(Row mail) {
        return Objects.requireNonNull(RANK.get(mail.get("type")));
    }

    private void checkArrived(Dossier dossier, Row mail) {
        String messageId = mail.get("id") + "@localhost";
        known.add(messageId);
        int copies = arrived.count(messageId);
        if (!mail.get("status").equals("SENT") || copies == 0) {
            find(Kind.LOST, dossier, "%s arrived %d times: %s".formatted(mail.get("type"), copies, mail));
        } else if (copies > mail.number("attempts")) {
            find(Kind.DOUBLED, dossier, "%s arrived %d times: %s".formatted(mail.get("type"), copies, mail));
        }
    }

    void checkNothingElseArrived() {
        arrived.elementSet().stream()
                .filter(messageId -> !known.contains(messageId))
                .forEach(messageId ->
                        findings.add(new Finding(Kind.WRONG, messageId, "a mail without an order", messageId)));
    }

    private void find(Kind kind, Dossier dossier, String sentence) {
        findings.add(new Finding(kind, dossier.id(), sentence, dossier.toString()));
    }
}
