package dev.orderly.console;

import dev.orderly.messaging.ModuleConfiguration;
import org.springframework.context.annotation.Import;

@ModuleConfiguration(name = "console", always = true)
@Import({ConsoleController.class, NewsController.class, NewsController.Unmeasured.class, OpenPages.class})
class ConsoleModule {}
