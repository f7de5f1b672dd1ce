package dev.orderly.console;

import dev.orderly.console.OpenPages.Page;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationPredicate;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.observation.ServerRequestObservationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Where a page hears that it should look again. It is told no more than that, asks the database nothing, and holds no
 * thread. An SseEmitter would wait for a page that does not read; here one that has not taken the last words when there
 * are new ones is given up.
 */
@RestController
@Hidden
class NewsController {

    private static final String NEWS = "/console/news";

    private final OpenPages pages;

    NewsController(OpenPages pages) {
        this.pages = pages;
    }

    /** Never ends by itself; 204 where there is no room. */
    @GetMapping(path = NEWS, produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    void news(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        response.setHeader(HttpHeaders.CACHE_CONTROL, CacheControl.noStore().getHeaderValue());
        // Nginx would collect it.
        response.setHeader("X-Accel-Buffering", "no");
        if (HttpMethod.GET.matches(request.getMethod())) {
            AsyncContext context = request.startAsync();
            context.setTimeout(0);
            ServletOutputStream out = response.getOutputStream();
            Connection connection = new Connection(pages, context, response, out);
            context.addListener(connection);
            out.setWriteListener(connection);
        }
    }

    /** The answer to one page; the server calls it, and so does the one thread that speaks, though never both at once. */
    private static final class Connection implements Page, WriteListener, AsyncListener {

        private final OpenPages pages;
        private final AsyncContext context;
        private final HttpServletResponse response;
        private final ServletOutputStream out;
        private boolean over;

        Connection(OpenPages pages, AsyncContext context, HttpServletResponse response, ServletOutputStream out) {
            this.pages = pages;
            this.context = context;
            this.response = response;
            this.out = out;
        }

        /** First when the request is through all filters, and again when a page has taken what it had left. */
        @Override
        public synchronized void onWritePossible() {
            if (!over && !response.isCommitted() && !pages.open(this)) {
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                hangUp();
            }
        }

        @Override
        public synchronized boolean say(byte[] words) {
            try {
                if (!over && out.isReady()) {
                    out.write(words);
                    out.flush();
                    return true;
                }
            } catch (IOException | RuntimeException gone) {
                // It is ended below, if the server has not done so.
            }
            hangUp();
            return false;
        }

        @Override
        public synchronized void hangUp() {
            if (over) {
                return;
            }
            over = true;
            try {
                context.complete();
            } catch (RuntimeException gone) {
                // It has ended by itself.
            }
        }

        /** Else the server would answer with a page about the error. */
        @Override
        public void onError(AsyncEvent event) {
            hangUp();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            synchronized (this) {
                over = true;
            }
            pages.forget(this);
        }

        @Override
        public void onError(Throwable failure) {
            // The other one is called too.
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // There is none.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It has started.
        }
    }

    /** How long a page was open is no time that a request took. */
    static class Unmeasured implements ObservationPredicate {

        @Override
        public boolean test(String name, Observation.Context context) {
            if (!(context instanceof ServerRequestObservationContext asked)) {
                return true;
            }
            HttpServletRequest request = asked.getCarrier();
            return request == null || !request.getRequestURI().equals(NEWS);
        }
    }
}
