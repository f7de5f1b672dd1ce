package dev.orderly.bridge;

/** A parcel is on its way: those to one receiver are numbered from 1. */
record Parcel(String receiver, long number, String content) {}
