// The server says when there is something new, though not what, so that the page need not ask each second. What it does
// not hear of, such as what other instances did where there are no hints, the page finds by asking now and then.

const AGAIN = 10000;
let news;
let refused;

/** Whether it would be heard. */
export const heard = () => news?.readyState === EventSource.OPEN;

/** Has the page look at whatever is said, and when that begins or ends. Where there was no room, it is tried again later. */
export function listen(look) {
  if (news?.readyState === EventSource.CLOSED) {
    news = undefined;
    refused = Date.now();
  }
  if (news || Date.now() - refused < AGAIN) {
    return;
  }
  news = new EventSource('/console/news');
  news.onopen = news.onmessage = news.onerror = look;
}

export function listenNoMore() {
  news?.close();
  news = undefined;
}
