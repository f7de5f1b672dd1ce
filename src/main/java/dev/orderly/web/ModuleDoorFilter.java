package dev.orderly.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/**
 * Stands at the doors of modules that do not run in this process: passes requests on where it is told where to, and says
 * so where it is not. Callers have shown their key by then, and their bodies have been measured.
 */
class ModuleDoorFilter extends OncePerRequestFilter {

    private final RemoteModules modules;
    private final HandlerExceptionResolver errors;

    ModuleDoorFilter(RemoteModules modules, HandlerExceptionResolver errors) {
        this.modules = modules;
        this.errors = errors;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<String> away = modules.awayFor(request);
        if (away.isEmpty()) {
            chain.doFilter(request, response);
            return;
        }
        try {
            modules.answer(away.get(), request, response);
        } catch (ApiProblem problem) {
            errors.resolveException(request, response, null, problem);
        }
    }
}
