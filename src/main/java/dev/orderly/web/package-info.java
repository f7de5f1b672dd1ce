/**
 * What every HTTP door shares: API keys, problem+json, idempotency keys, pages, limits and the API's description. Owns
 * the table idempotency_key.
 */
@NullMarked
package dev.orderly.web;

import org.jspecify.annotations.NullMarked;
