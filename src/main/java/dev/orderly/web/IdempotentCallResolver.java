package dev.orderly.web;

import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Gives controllers their {@link IdempotentCall}. */
class IdempotentCallResolver implements HandlerMethodArgumentResolver, WebMvcConfigurer {

    private final IdempotentCalls calls;

    IdempotentCallResolver(IdempotentCalls calls) {
        this.calls = calls;
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(this);
    }

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        return parameter.getParameterType() == IdempotentCall.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer model,
            NativeWebRequest web,
            @Nullable WebDataBinderFactory binders) {
        HttpServletRequest request = Objects.requireNonNull(web.getNativeRequest(HttpServletRequest.class));
        Principal caller = Objects.requireNonNull(request.getUserPrincipal(), "an open door has no idempotency keys");
        List<String> headers = Collections.list(request.getHeaders(IdempotencyKey.HEADER));
        return new IdempotentCall(
                calls,
                IdempotencyKey.of(caller.getName(), headers),
                request.getMethod() + " " + request.getRequestURI());
    }
}
