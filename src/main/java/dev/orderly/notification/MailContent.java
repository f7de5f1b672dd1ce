package dev.orderly.notification;

/** What the customer reads. */
record MailContent(String subject, String text, String html) {}
