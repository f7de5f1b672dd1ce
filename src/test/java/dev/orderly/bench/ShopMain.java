package dev.orderly.bench;

import dev.orderly.bench.Contestant.Seller;
import dev.orderly.bench.shop.Effects;
import dev.orderly.bench.shop.MakeSale;
import dev.orderly.bench.shop.SaleMade;
import dev.orderly.bench.shop.ShopApplication;
import java.lang.management.ManagementFactory;
import java.util.Map;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop in a process of its own. */
final class ShopMain {

    private ShopMain() {}

    public static void main(String... properties) throws Exception {
        try (ConfigurableApplicationContext shop = ShopApplication.start(properties)) {
            Commands.obey(Map.of(
                    "sell",
                    Commands.sell(() -> seller(shop)),
                    "beat",
                    numbers -> beat(shop, numbers[0], numbers[1], numbers[2])));
        }
    }

    /** Answers p50 and p99 from commit to effect in milliseconds, and the megabytes that are then still in use. */
    private static double[] beat(ApplicationContext shop, int rate, int seconds, int firstNumber) throws Exception {
        Watch watch = new Watch();
        shop.getBean(Effects.class).watch(watch::arrived);
        new Beat(rate, Sellers.THREADS).sell(seller(shop), watch, seconds, firstNumber);
        double[] percentiles = watch.percentiles(seconds * rate * Entries.TABLES.size());
        watch.forget();
        return new double[] {percentiles[0], percentiles[2], heap()};
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static Seller seller(ApplicationContext shop) {
        MakeSale makeSale = shop.getBean(MakeSale.class);
        return sale -> makeSale.make(new SaleMade(sale.id(), sale.account(), sale.number(), sale.totalMinor()));
    }
}
