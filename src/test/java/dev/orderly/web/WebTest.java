package dev.orderly.web;

import dev.orderly.ApiClient;
import dev.orderly.OrderlyTest;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** What all doors share, behind the door of the order module. */
@OrderlyTest
@TestPropertySource(properties = "orderly.modules=order")
abstract class WebTest {

    static final String ORDER = """
            {"customerEmail":"buyer@example.com","currency":"EUR","lines":[
              {"sku":"TEA-1","quantity":2,"unitPriceMinor":450}]}""";

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient jdbc;

    ApiClient api;

    @BeforeEach
    void connect() {
        api = new ApiClient(port);
    }
}
