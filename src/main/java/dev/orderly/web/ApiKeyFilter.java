package dev.orderly.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Names the caller by its bearer key. A wrong key leaves it without a name and refuses nothing by itself: a payment
 * provider may send an Authorization header of its own to a door that is open to all.
 */
class ApiKeyFilter extends OncePerRequestFilter {

    private static final String SCHEME = "Bearer ";

    private final AuthenticationManager keys;

    ApiKeyFilter(AuthenticationManager keys) {
        this.keys = keys;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = bearerKey(request);
        if (key != null) {
            authenticate(key);
        }
        chain.doFilter(request, response);
    }

    private void authenticate(String key) {
        try {
            SecurityContextHolder.setContext(new SecurityContextImpl(
                    keys.authenticate(UsernamePasswordAuthenticationToken.unauthenticated("", key))));
        } catch (AuthenticationException unknown) {
            SecurityContextHolder.clearContext();
        }
    }

    private static @Nullable String bearerKey(HttpServletRequest request) {
        String header = request.getHeader(HttpHeaders.AUTHORIZATION);
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }
}
