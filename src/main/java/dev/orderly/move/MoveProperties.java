package dev.orderly.move;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * For the commands that move a module and have two sites part. The hub's database is the one in {@code spring.datasource.*}.
 *
 * @param satelliteUrl the JDBC URL of the satellite's database
 * @param satelliteUsername who connects to it
 * @param satellitePassword with which password
 * @param patience how long the command waits for the processes to let the module go; then it goes on all the same. And how
 *     long parting waits for who still receives; then it refuses
 * @param lockTimeout how long it waits for transactions that still use the module's tables, and for what the module has
 *     said to arrive where it goes
 */
@Validated
@ConfigurationProperties("orderly.move")
record MoveProperties(
        @DefaultValue("") String satelliteUrl,
        @DefaultValue("") String satelliteUsername,
        @DefaultValue("") String satellitePassword,
        @DefaultValue("30s") Duration patience,
        @DefaultValue("2m") Duration lockTimeout) {

    MoveProperties {
        if (patience.isNegative() || !lockTimeout.isPositive()) {
            throw new IllegalArgumentException(
                    "orderly.move.patience must not be negative, and orderly.move.lock-timeout must be positive");
        }
    }
}
