package dev.orderly.web;

import jakarta.servlet.DispatcherType;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authentication.AuthenticationManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;

/** Every address needs an API key, but for the few that are listed here. */
@Configuration(proxyBeanMethods = false)
@EnableWebSecurity
@EnableConfigurationProperties({ApiKeyProperties.class, TryItProperties.class})
class Security {

    private static final String[] DOCUMENTATION = {
        "/docs", "/docs/**", "/swagger-ui/**", "/v3/api-docs", "/v3/api-docs.yaml", "/v3/api-docs/**"
    };

    private static final String[] CONSOLE = {"/", "/index.html", "/console/**", "/favicon.ico"};

    @Bean
    AuthenticationManager apiKeys(ApiKeyProperties properties) {
        return new ApiKeys(properties.apiKeys());
    }

    /** Timing each filter of each request by itself would cost more than the filters; whole requests are timed anyway. */
    @Bean
    SecurityObservationSettings unobserved() {
        return SecurityObservationSettings.noObservations();
    }

    @Bean
    SecurityFilterChain doors(
            HttpSecurity http,
            AuthenticationManager apiKeys,
            TryItProperties tryIt,
            RemoteModules remoteModules,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver errors) {
        return http.csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .addFilterBefore(new ApiKeyFilter(apiKeys), AnonymousAuthenticationFilter.class)
                .addFilterAfter(new BodyLimitFilter(errors), AuthorizationFilter.class)
                .addFilterAfter(new ModuleDoorFilter(remoteModules, errors), BodyLimitFilter.class)
                .exceptionHandling(handling -> handling.authenticationEntryPoint(
                        (request, response, error) -> errors.resolveException(request, response, null, error)))
                .authorizeHttpRequests(
                        requests -> open(requests, tryIt).anyRequest().authenticated())
                .build();
    }

    private static AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry open(
            AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry requests,
            TryItProperties tryIt) {
        requests.dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                .permitAll();
        requests.requestMatchers(HttpMethod.POST, "/api/payments/callbacks/**").permitAll();
        requests.requestMatchers("/actuator/health", "/actuator/health/**").permitAll();
        requests.requestMatchers(DOCUMENTATION).permitAll();
        if (tryIt.isOn()) {
            requests.requestMatchers(CONSOLE).permitAll();
        }
        return requests;
    }
}
