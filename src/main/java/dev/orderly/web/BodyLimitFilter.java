package dev.orderly.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.util.ContentCachingResponseWrapper;

/** Refuses a body over the limit before anything reads it into objects, whether its length is announced or not. */
class BodyLimitFilter extends OncePerRequestFilter {

    static final int LIMIT = 256 * 1024;

    private final HandlerExceptionResolver errors;

    BodyLimitFilter(HandlerExceptionResolver errors) {
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getContentLengthLong() > LIMIT) {
            refuse(request, response);
        } else if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null) {
            chain.doFilter(request, response);
        } else {
            passWithinLimit(request, response, chain);
        }
    }

    private void passWithinLimit(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        byte[] body = request.getInputStream().readNBytes(LIMIT + 1);
        if (body.length > LIMIT) {
            refuse(request, response);
        } else {
            chain.doFilter(new BufferedBody(request, body), response);
        }
    }

    /**
     * Ends the connection, as the rest of the body is not worth reading. The answer tells its length, so that the caller
     * has it whole before that.
     */
    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setHeader(HttpHeaders.CONNECTION, "close");
        ContentCachingResponseWrapper whole = new ContentCachingResponseWrapper(response);
        errors.resolveException(request, whole, null, new BodyTooLarge(LIMIT));
        whole.copyBodyToResponse();
    }
}
