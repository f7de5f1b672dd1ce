package dev.orderly.messaging;

import javax.sql.DataSource;

/** What the handling of events needs beside the log, the same for all modules. */
record Handling(
        EventCatalog catalog,
        MessagingProperties properties,
        RetryPolicies policies,
        EventMeters meters,
        RecentWork work,
        News news,
        Watchdog watchdog,
        DataSource dataSource,
        CallersFirst.Workers modules) {}
