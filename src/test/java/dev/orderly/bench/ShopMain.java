package dev.orderly.bench;

import dev.orderly.bench.Contestant.Seller;
import dev.orderly.bench.shop.Effects;
import dev.orderly.bench.shop.MakeSale;
import dev.orderly.bench.shop.SaleMade;
import dev.orderly.bench.shop.ShopApplication;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The shop in a process of its own: does what its standard input says, a line at a time, and ends with it. */
final class ShopMain {

    /** What each answer begins with. */
    static final String ANSWER = "> ";

    private ShopMain() {}

    public static void main(String... properties) throws Exception {
        try (ConfigurableApplicationContext shop = ShopApplication.start(properties);
                BufferedReader commands =
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            answer();
            obey(shop, commands);
        }
    }

    private static void obey(ApplicationContext shop, BufferedReader commands) throws Exception {
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            int[] numbers =
                    Arrays.stream(words).skip(1).mapToInt(Integer::parseInt).toArray();
            switch (words[0]) {
                case "sell" -> sell(shop, numbers[0], numbers[1], numbers[2], numbers[3]);
                case "beat" -> beat(shop, numbers[0], numbers[1], numbers[2]);
                default -> throw new IOException("What is " + line + "?");
            }
        }
    }

    private static void sell(ApplicationContext shop, int firstThread, int threads, int sales, int firstNumber)
            throws Exception {
        Sellers.sell(() -> seller(shop), firstThread, threads, sales, firstNumber);
        answer();
    }

    /** Answers p50 and p99 from commit to effect in milliseconds, and the megabytes that are then still in use. */
    private static void beat(ApplicationContext shop, int rate, int seconds, int firstNumber) throws Exception {
        Watch watch = new Watch();
        shop.getBean(Effects.class).watch(watch::arrived);
        new Beat(rate, Sellers.THREADS).sell(seller(shop), watch, seconds, firstNumber);
        double[] percentiles = watch.percentiles(seconds * rate * Entries.TABLES.size());
        watch.forget();
        answer(percentiles[0], percentiles[2], heap());
    }

    private static double heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 1e6;
    }

    private static Seller seller(ApplicationContext shop) {
        MakeSale makeSale = shop.getBean(MakeSale.class);
        return sale -> makeSale.make(new SaleMade(sale.id(), sale.account(), sale.number(), sale.totalMinor()));
    }

    private static void answer(double... figures) {
        System.out.println(ANSWER
                + Arrays.stream(figures)
                        .mapToObj(figure -> String.format(Locale.ROOT, "%.3f", figure))
                        .collect(Collectors.joining(" ")));
    }
}
