package dev.orderly.messaging;

import dev.orderly.messaging.CallersFirst.Caller;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Counts whoever has shown who they are, and is answered here, as a caller until the answer is there: before and behind
 * its transaction, too, a request needs the processor. A payment provider signs its calls and shows nothing of the kind.
 */
class CallersFilter extends OncePerRequestFilter {

    private final CallersFirst callersFirst;

    CallersFilter(CallersFirst callersFirst) {
        this.callersFirst = callersFirst;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return request.getUserPrincipal() == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Caller caller = callersFirst.come();
        try {
            chain.doFilter(request, response);
        } finally {
            callersFirst.leave(caller);
        }
    }
}
