package dev.orderly.broker;

import org.apache.rocketmq.broker.BrokerController;
import org.apache.rocketmq.broker.BrokerStartup;
import org.apache.rocketmq.namesrv.NamesrvController;
import org.apache.rocketmq.namesrv.NamesrvStartup;

/** RocketMQ's name server and its broker, for a process of their own; with the file of each one's configuration. */
final class RocketServer {

    static final String SERVES = "RocketMQ serves";

    private RocketServer() {}

    public static void main(String[] files) {
        NamesrvController nameServer = NamesrvStartup.main0(new String[] {"-c", files[0]});
        BrokerController broker =
                BrokerStartup.start(BrokerStartup.createBrokerController(new String[] {"-c", files[1]}));
        // It has tried once, and tries again only after ten seconds.
        while (nameServer
                .getRouteInfoManager()
                .getAllClusterInfo()
                .getBrokerAddrTable()
                .isEmpty()) {
            broker.registerBrokerAll(true, false, true);
        }
        IO.println(SERVES);
    }
}
