package dev.orderly.messaging.meters;

import dev.orderly.messaging.ModuleConfiguration;
import org.springframework.context.annotation.Import;

@ModuleConfiguration(name = "meter")
@Import(ReadMeter.class)
class MeterModule {}
