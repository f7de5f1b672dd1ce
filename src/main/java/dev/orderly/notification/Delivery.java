package dev.orderly.notification;

/** How an attempt at sending a mail ended. */
sealed interface Delivery {

    /** The mail server has taken the mail over. */
    record Sent() implements Delivery {}

    /** Not now; another attempt may succeed. */
    record Postponed(String reason) implements Delivery {}

    /** Never; another attempt would end the same way. */
    record Refused(String reason) implements Delivery {}
}
