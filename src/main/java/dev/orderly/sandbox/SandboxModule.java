package dev.orderly.sandbox;

import dev.orderly.messaging.ModuleConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;

/** Wires the sandbox where it is the chosen payment provider. */
@ModuleConfiguration(name = "sandbox", always = true)
@Conditional(SandboxIsChosen.class)
@EnableConfigurationProperties(SandboxProperties.class)
@Import({
    Api.class,
    Callbacks.class,
    ClaimDue.class,
    DecideSession.class,
    Mishaps.class,
    OpenSession.class,
    PayPage.class,
    RefundSession.class,
    Refunds.class,
    Sandbox.class,
    Sessions.class,
    TellOutcome.class
})
class SandboxModule {}
