package dev.orderly.messaging;

import org.springframework.context.annotation.Configuration;

/** Brings messaging into an application: import it beside a DataSource. */
@Configuration(proxyBeanMethods = false)
public class MessagingConfiguration {}
