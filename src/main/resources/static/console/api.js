// The public API, with the key of the try-it run where there is one.

let apiKey;
let clockOffset = 0;

/** The server refused, and said why. */
export class Refused extends Error {}

export const tryIt = () => apiKey !== undefined;

/** Milliseconds by the server's clock: this machine's may be minutes off. */
export const now = () => Date.now() + clockOffset;

export async function introduce() {
  apiKey = (await (await ask('/console/key')).json()).apiKey;
}

export async function get(path) {
  return (await ask(path)).json();
}

/** What the call answers, or undefined where it answers nothing. */
export async function post(path, body, headers = {}) {
  const text = await (await ask(path, {
    method: 'POST',
    headers: {'Content-Type': 'application/json', ...headers},
    body: JSON.stringify(body),
  })).text();
  return text ? JSON.parse(text) : undefined;
}

async function ask(path, options = {}) {
  const headers = {...options.headers};
  if (apiKey) {
    headers.Authorization = `Bearer ${apiKey}`;
  }
  const answer = await fetch(path, {...options, headers, cache: 'no-store', signal: AbortSignal.timeout(5000)});
  const date = Date.parse(answer.headers.get('Date'));
  // The header has whole seconds: within one of them, our own clock is as good.
  if (!Number.isNaN(date) && Math.abs(date - now()) > 2000) {
    clockOffset = date - Date.now();
  }
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Refused(problem.detail ?? problem.title ?? `${answer.status} ${answer.statusText}`);
  }
  return answer;
}
