package dev.orderly.messaging;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the processes on this database tell each other of work.
 *
 * @param type {@code none}: each looks for itself; {@code redis}: by Redis pub/sub too
 */
@ConfigurationProperties("orderly.hints")
record HintsProperties(@DefaultValue("none") HintsType type) {}
