package dev.orderly.payment;

import com.google.common.base.CharMatcher;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.env.Environment;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Speaks with the sandbox over HTTP, as with any provider. */
@ConditionalOnProperty(name = "orderly.payment.provider", havingValue = SandboxProvider.NAME)
class SandboxProvider implements PaymentProvider {

    static final String NAME = "sandbox";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final int LONGEST_REASON = 500;

    /** What the sandbox answers to what it will never do. Other statuses may pass: a wrong key, a limit, a time-out. */
    private static final Set<Integer> REFUSALS = Set.of(400, 402, 404, 409, 410, 422);

    private final SandboxProviderProperties properties;
    private final Environment environment;
    private final CallbackSignature signature;
    private final RestClient http;

    SandboxProvider(
            SandboxProviderProperties properties, PaymentProperties timeouts, Environment environment, Clock clock) {
        this.properties = properties;
        this.environment = environment;
        this.signature = new CallbackSignature(clock);
        this.http = client(timeouts);
    }

    private static RestClient client(PaymentProperties timeouts) {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeouts.connectTimeout())
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(client);
        requests.setReadTimeout(timeouts.readTimeout());
        return RestClient.builder().requestFactory(requests).build();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Session open(Payment payment, String callbackUrl) {
        SandboxMessages.Session session = http.post()
                .uri(url() + "/sessions")
                .header(IDEMPOTENCY_KEY, payment.id())
                .body(new SandboxMessages.OpenSession(
                        payment.id(),
                        payment.orderId(),
                        payment.customerEmail(),
                        payment.currency(),
                        payment.amountMinor(),
                        callbackUrl))
                .retrieve()
                .requiredBody(SandboxMessages.Session.class);
        return new Session(session.id(), Objects.requireNonNull(session.payUrl(), "payUrl"));
    }

    @Override
    public Report ask(Payment payment) {
        try {
            return http.get()
                    .uri(url() + "/sessions/{reference}", payment.id())
                    .retrieve()
                    .requiredBody(SandboxMessages.Session.class)
                    .report();
        } catch (HttpClientErrorException.NotFound noSuchSession) {
            return new Report.Unheard();
        }
    }

    @Override
    public String refund(Payment payment, long amountMinor, String idempotencyKey) {
        try {
            return http.post()
                    .uri(url() + "/refunds")
                    .header(IDEMPOTENCY_KEY, idempotencyKey)
                    .body(new SandboxMessages.Refund(payment.id(), payment.currency(), amountMinor))
                    .retrieve()
                    .requiredBody(SandboxMessages.Refunded.class)
                    .id();
        } catch (HttpClientErrorException refusal) {
            if (REFUSALS.contains(refusal.getStatusCode().value())) {
                throw new RefundRefused(reason(refusal));
            }
            throw refusal;
        }
    }

    private static String reason(HttpClientErrorException refusal) {
        String said = refusal.getStatusCode().value() + " " + refusal.getResponseBodyAsString(StandardCharsets.UTF_8);
        return CharMatcher.javaIsoControl()
                .replaceFrom(said.substring(0, Math.min(said.length(), LONGEST_REASON)), ' ');
    }

    @Override
    public Optional<Callback> read(Function<String, @Nullable String> headers, byte[] body) {
        signature.require(headers.apply(CallbackSignature.HEADER), body, secret());
        try {
            return JSON.readValue(body, SandboxMessages.Session.class).callback();
        } catch (JacksonException unreadable) {
            throw new CallbackUnreadable("The body is not what the sandbox sends: " + unreadable.getMessage());
        }
    }

    private String url() {
        String url = properties.url();
        return url != null ? url.replaceAll("/+$", "") : environment.getRequiredProperty("local.sandbox.url");
    }

    private String secret() {
        String secret = properties.secret();
        return secret != null ? secret : environment.getRequiredProperty("local.sandbox.secret");
    }
}
