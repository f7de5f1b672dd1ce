import {get, post} from './api.js';
import {keep, make, write} from './dom.js';
import {age, count, words} from './format.js';

const SHOWN = 20;
const section = document.getElementById('stuck');
const list = document.getElementById('stuck-list');
const answer = document.getElementById('stuck-answer');

/** What goes on by nobody's doing but a person's, since when and why, and what can be done. */
export async function showStuck() {
  const [dead, breakers, overstaying, stock] = await Promise.all([
    get(`/api/messaging/dead-letters?order=oldest&limit=${SHOWN}`),
    get('/api/messaging/breakers'),
    get(`/api/orders?overstaying=true&limit=${SHOWN}`),
    get('/api/stock-reconciliation'),
  ]);
  const items = [
    ...breakers.items.filter(breaker => breaker.state !== 'CLOSED').map(paused),
    ...dead.items.map(letter),
    ...overstaying.items.map(overstay),
    ...stock.discrepancies.slice(0, SHOWN).map(discrepancy),
  ];
  keep(list, items, item => item.key, createItem, updateItem);
  section.hidden = items.length === 0 && answer.textContent === '';
}

function paused(breaker) {
  return {
    key: `paused ${breaker.module}`,
    what: `${breaker.module} is paused`,
    why: `Events of ${count(breaker.failedKeys, 'order', 'orders')} failed in a row: ${breaker.errorClass}: ${breaker.errorMessage}. It goes on by itself as soon as one succeeds.`,
    since: breaker.since,
    acts: [],
  };
}

function letter({module, type, key, eventId, attempts, errorClass, errorMessage, deadAt}) {
  const path = `/api/messaging/dead-letters/${encodeURIComponent(module)}/${encodeURIComponent(eventId)}`;
  return {
    key: `dead ${module} ${eventId}`,
    what: `${module} has given up on ${type}`,
    order: key,
    why: `After ${count(attempts, 'attempt', 'attempts')}: ${errorClass}: ${errorMessage}`,
    since: deadAt,
    acts: [
      {name: 'Replay', run: () => mend(`${path}/replay`, 'Replayed from the page')},
      {name: 'Skip…', run: () => skip(`${path}/skip`, module, type)},
    ],
  };
}

function overstay(order) {
  return {
    key: `overstay ${order.id} ${order.status}`,
    what: `${words(order.status)} for too long`,
    order: order.id,
    why: order.waitingFor?.detail ?? '',
    since: order.waitingFor?.since ?? order.createdAt,
    acts: [],
  };
}

function discrepancy({sku, quantity, recorded, proven, since}) {
  const reserved = quantity === 'RESERVED';
  return {
    key: `stock ${sku} ${quantity}`,
    what: `The stock of ${sku} does not add up`,
    why: reserved
      ? `${recorded} are reserved, but the open reservations hold ${proven}.`
      : `${recorded} are on hand, but the movements add up to ${proven}.`,
    since,
    acts: [],
  };
}

function createItem(item) {
  const since = make('span', 'since');
  since.dataset.since = item.since;
  const acts = make('span', 'acts', ...item.acts.map(createAct));
  return make('li', '', make('strong', '', item.what), since, make('span', 'id', item.order ?? ''),
    make('p', '', item.why), acts);
}

function createAct({name, run}) {
  const button = make('button', '', name);
  button.type = 'button';
  button.addEventListener('click', run);
  return button;
}

function updateItem(element, item) {
  write(element.querySelector('.since'), age(item.since));
  write(element.querySelector('p'), item.why);
}

async function skip(path, module, type) {
  const reason = prompt(`${module} will never handle this ${type}, and goes on with what waits behind it. Why?`);
  if (reason?.trim()) {
    await mend(path, reason.trim());
  }
}

async function mend(path, reason) {
  try {
    await post(path, {reason});
    write(answer, 'Done.');
  } catch (failure) {
    write(answer, `Not done: ${failure.message}`);
  }
  document.dispatchEvent(new Event('refresh'));
}
