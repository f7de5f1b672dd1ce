package dev.orderly.web;

import dev.orderly.messaging.Telemetry;
import dev.orderly.messaging.TelemetryEvent.Page;
import dev.orderly.messaging.TelemetryEvent.PageView;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells telemetry which pages people open. */
class CountPageViews extends OncePerRequestFilter {

    private static final Map<String, Page> PAGES = Map.of("/", Page.CONSOLE, "/docs", Page.DOCS);

    private final Telemetry telemetry;

    CountPageViews(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, response);
        @Nullable Page page = PAGES.get(request.getRequestURI());
        if (page != null && HttpMethod.GET.matches(request.getMethod()) && response.getStatus() < 400) {
            telemetry.emit(new PageView(page));
        }
    }
}
