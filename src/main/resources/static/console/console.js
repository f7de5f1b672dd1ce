import {introduce, now, Refused} from './api.js';
import {write} from './dom.js';
import {age} from './format.js';
import {showConsumers} from './consumers.js';
import {heard, listen, listenNoMore} from './news.js';
import {showAges, showOrders} from './orders.js';
import {showStuck} from './stuck.js';
import {offerOrders} from './tryit.js';

const INTERVAL = 1000;
const INTERVAL_WITH_NEWS = 2000;
const connection = document.getElementById('connection');
let introduced = false;
let lastAnswer;
let timer;
let running = false;
let again = false;
let looked = 0;
let told = false;

async function refresh() {
  if (running) {
    again = true;
    return;
  }
  running = true;
  clearTimeout(timer);
  try {
    await look();
    lastAnswer = new Date(now()).toISOString();
    tell('live', 'Live');
  } catch (failure) {
    tell('lost', failure instanceof Refused ? `The server refuses: ${failure.message}` : silence());
  }
  running = false;
  looked = Date.now();
  if (document.hidden) {
    pause();
  } else {
    listen(hear);
    timer = setTimeout(refresh, again ? 0 : heard() && !told ? INTERVAL_WITH_NEWS : INTERVAL);
  }
  again = false;
  told = false;
}

/** At once where nothing has been asked for a while: there is always something new where there is much to do. */
function hear() {
  if (running) {
    told = true;
  } else {
    clearTimeout(timer);
    timer = setTimeout(refresh, Math.max(0, looked + INTERVAL - Date.now()));
  }
}

async function look() {
  if (!introduced) {
    await introduce();
    offerOrders();
    introduced = true;
  }
  await Promise.all([showStuck(), showOrders(), showConsumers()]);
}

/** What nobody sees costs nothing. */
function pause() {
  clearTimeout(timer);
  listenNoMore();
  tell('waiting', 'Paused');
}

function silence() {
  return lastAnswer ? `The server does not answer; last heard of ${age(lastAnswer)}` : 'The server does not answer';
}

function tell(state, words) {
  connection.dataset.state = state;
  document.body.classList.toggle('lost', state === 'lost');
  write(connection, words);
}

document.addEventListener('visibilitychange', () => document.hidden ? pause() : refresh());
document.addEventListener('refresh', refresh);
setInterval(showAges, 1000);
refresh();
