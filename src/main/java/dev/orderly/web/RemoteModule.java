package dev.orderly.web;

import dev.orderly.web.RemoteProperties.Remote;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.connector.ClientAbortException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes requests on to the process that runs a module, and its answers back. A request is sent once: whether to send it
 * again is its caller's to decide. Its body has the size of any request's here and is read whole before, so that the
 * other process waits for no slow caller; the answer is passed on as it comes.
 */
class RemoteModule implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RemoteModule.class);

    private final String module;
    private final String url;
    private final Duration readTimeout;
    private final Semaphore places;
    private final HttpClient client;

    RemoteModule(String module, Remote remote) {
        this.module = module;
        this.url = remote.url().replaceFirst("/$", "");
        this.readTimeout = remote.readTimeout();
        this.places = new Semaphore(remote.concurrency());
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(remote.connectTimeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    /**
     * Answers the request with what the other process answers.
     *
     * @throws ModuleAway where there is no such answer
     */
    void pass(HttpServletRequest request, HttpServletResponse response) throws IOException {
        HttpRequest passed = passed(request);
        if (!places.tryAcquire()) {
            throw ModuleAway.busy(module);
        }
        try {
            answer(send(passed), response);
        } finally {
            places.release();
        }
    }

    private HttpRequest passed(HttpServletRequest request) throws IOException {
        HttpRequest.Builder passed = HttpRequest.newBuilder()
                .uri(address(request))
                .timeout(readTimeout)
                .method(request.getMethod(), body(request));
        PassedHeaders.copy(request, passed);
        return passed.build();
    }

    /** As it came, with whatever is encoded in it, and without what a proxy in front has taken off it. */
    private URI address(HttpServletRequest request) {
        String query = request.getQueryString();
        try {
            return URI.create(url + asItCame(request).getRequestURI() + (query == null ? "" : "?" + query));
        } catch (IllegalArgumentException notAUri) {
            throw new AddressInvalid();
        }
    }

    /** What a filter has made of X-Forwarded-Prefix is in the address of its wrapper only. */
    private static HttpServletRequest asItCame(HttpServletRequest request) {
        HttpServletRequest inner = request;
        while (inner instanceof HttpServletRequestWrapper wrapper
                && wrapper.getRequest() instanceof HttpServletRequest wrapped) {
            inner = wrapped;
        }
        return inner;
    }

    private static BodyPublisher body(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(BodyLimitFilter.LIMIT);
        return body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (HttpConnectTimeoutException | ConnectException unreachable) {
            throw noted(unreachable, ModuleAway.unreachable(module));
        } catch (HttpTimeoutException late) {
            throw noted(late, ModuleAway.silent(module));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw noted(stopping, ModuleAway.cutOff(module));
        } catch (InterruptedIOException stopping) {
            throw stopping;
        } catch (IOException broken) {
            throw noted(broken, ModuleAway.cutOff(module));
        }
    }

    private ModuleAway noted(Exception why, ModuleAway problem) {
        LOG.warn("{} at {}: {} ({})", module, url, problem.title(), why.toString());
        return problem;
    }

    private void answer(HttpResponse<InputStream> answer, HttpServletResponse response) throws IOException {
        try (InputStream body = answer.body()) {
            response.setStatus(answer.statusCode());
            PassedHeaders.copy(answer.headers(), response);
            CompletableFuture<@Nullable Void> whole = new CompletableFuture<>();
            whole.orTimeout(readTimeout.toMillis(), TimeUnit.MILLISECONDS).exceptionally(late -> {
                close(body);
                return null;
            });
            try {
                body.transferTo(response.getOutputStream());
            } catch (ClientAbortException callerHasGone) {
                throw callerHasGone;
            } catch (IOException broken) {
                giveUp(broken, response);
            } finally {
                whole.complete(null);
            }
        }
    }

    /** An answer of which the caller has the beginning must not look as if it were whole: its connection is cut. */
    private void giveUp(IOException broken, HttpServletResponse response) throws IOException {
        ModuleAway problem = noted(broken, ModuleAway.cutOff(module));
        if (response.isCommitted()) {
            throw new ClientAbortException(broken);
        }
        response.reset();
        throw problem;
    }

    /** Whoever reads it then meets the end of the connection. */
    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException closedAlready) {
            LOG.debug("The body of an answer that took too long", closedAlready);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        client.close();
    }
}
