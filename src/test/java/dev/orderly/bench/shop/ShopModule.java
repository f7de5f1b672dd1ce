package dev.orderly.bench.shop;

import dev.orderly.messaging.ModuleConfiguration;
import org.springframework.context.annotation.Import;

@ModuleConfiguration(name = "shop")
@Import(MakeSale.class)
class ShopModule {}
