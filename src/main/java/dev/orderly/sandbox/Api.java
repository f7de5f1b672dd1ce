package dev.orderly.sandbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the sandbox does for each request. */
class Api {

    private final Sessions sessions;
    private final Refunds refunds;
    private final OpenSession openSession;
    private final DecideSession decideSession;
    private final RefundSession refundSession;
    private final PayPage payPage;

    Api(
            Sessions sessions,
            Refunds refunds,
            OpenSession openSession,
            DecideSession decideSession,
            RefundSession refundSession,
            PayPage payPage) {
        this.sessions = sessions;
        this.refunds = refunds;
        this.openSession = openSession;
        this.decideSession = decideSession;
        this.refundSession = refundSession;
        this.payPage = payPage;
    }

    Answer answer(Request request, Installation installation) {
        return switch (request.route()) {
            case "GET" -> Answer.json(200, Map.of("sandbox", installation.name()));
            case "POST sessions" -> openSession(request);
            case "GET sessions *" -> Answer.json(200, body(findSession(request.id()), request));
            case "GET sessions" -> Answer.json(200, Page.of(request, this::sessionsAfter, SessionBody::id));
            case "GET refunds" -> Answer.json(200, Page.of(request, refunds::after, RefundBody::id));
            case "POST refunds" -> refund(request);
            case "GET pay *" -> Answer.html(200, payPage.render(requireSession(sessions.find(request.id()))));
            case "POST pay *" -> decide(request);
            default -> throw new Refusal(404, "There is nothing here");
        };
    }

    private Answer openSession(Request request) {
        Session session = openSession.open(request.requireIdempotencyKey(), request.json(OpenSession.Order.class));
        return Answer.json(201, body(session, request));
    }

    private Session findSession(String idOrReference) {
        return requireSession(sessions.find(idOrReference).or(() -> sessions.findByReference(idOrReference)));
    }

    private List<SessionBody> sessionsAfter(String id, int most) {
        return sessions.after(id, most).stream()
                .map(session -> SessionBody.of(session, null))
                .toList();
    }

    private static Session requireSession(Optional<Session> session) {
        return session.orElseThrow(() -> new Refusal(404, "There is no such session"));
    }

    private Answer refund(Request request) {
        RefundOrder order = request.json(RefundOrder.class);
        if (order.reference() == null) {
            throw new Refusal(400, "reference is missing");
        }
        return Answer.json(
                201, refundSession.refund(request.requireIdempotencyKey(), order.reference(), order.amountMinor()));
    }

    private Answer decide(Request request) {
        Session session = requireSession(sessions.find(request.id()));
        switch (request.formField("outcome")) {
            case "pay" -> decideSession.decide(session, SessionStatus.CAPTURED);
            case "decline" -> decideSession.decide(session, SessionStatus.DECLINED);
            default -> throw new Refusal(400, "outcome must be pay or decline");
        }
        return Answer.seeOther("/pay/" + session.id());
    }

    private static SessionBody body(Session session, Request request) {
        return SessionBody.of(session, "http://" + request.host() + "/pay/" + session.id());
    }

    private record RefundOrder(@Nullable String reference, long amountMinor) {}
}
