package dev.orderly.move;

import dev.orderly.messaging.ModuleConfiguration;

/** Has the command's tables made in every database, so that it finds them there. The command itself runs without this. */
@ModuleConfiguration(name = "move", always = true)
class MoveModule {}
