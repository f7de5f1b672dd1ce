import {get} from './api.js';
import {keep, make, write} from './dom.js';
import {age, money, words} from './format.js';
import {showDetail} from './order.js';

const SHOWN = 50;
const STATES = ['PLACED', 'AWAITING_PAYMENT', 'PAID', 'SHIPPED', 'DELIVERED', 'REJECTED', 'CANCELLED', 'EXPIRED', 'REFUNDING', 'REFUNDED'];
const list = document.getElementById('orders');
const chips = document.getElementById('states');
const empty = document.getElementById('empty');
const find = document.getElementById('find');
const expanded = new Set();
let chosen = '';
let sought = '';
let first = true;

export async function showOrders() {
  const asked = [chosen, sought];
  const [newest, matching] = await Promise.all([page(''), sought ? found(sought) : chosen ? page(chosen) : undefined]);
  if (asked.join() !== [chosen, sought].join()) {
    return;
  }
  const orders = matching ?? newest;
  showStates(newest);
  keep(list, orders, order => order.id, createRow, updateRow);
  empty.hidden = orders.length > 0;
  first = false;
  await Promise.all(orders.filter(order => expanded.has(order.id)).map(showExpanded));
}

async function page(state) {
  return (await get(`/api/orders?limit=${SHOWN}${state && `&status=${state}`}`)).items;
}

/** By its id, whatever its age, or the newest of a customer. */
async function found(words) {
  if (words.includes('@')) {
    return (await get(`/api/orders?limit=${SHOWN}&customerEmail=${encodeURIComponent(words)}`)).items;
  }
  const order = await get(`/api/orders/${encodeURIComponent(words)}`).catch(() => undefined);
  return order ? [order] : [];
}

find.addEventListener('submit', event => {
  event.preventDefault();
  sought = new FormData(find).get('order').trim();
  if (sought && !sought.includes('@')) {
    expand(sought);
  }
  document.dispatchEvent(new Event('refresh'));
});

/** Between two polls the ages move on. */
export function showAges() {
  for (const element of document.querySelectorAll('[data-since]')) {
    write(element, age(element.dataset.since));
  }
}

export function expand(id) {
  expanded.add(id);
}

/** Counted among the newest: a total would have the database read every order there is, each time. */
function showStates(newest) {
  const counts = STATES.map(state => ({state, number: newest.filter(order => order.status === state).length}));
  const shown = counts.filter(({state, number}) => number > 0 || state === chosen);
  keep(chips, [{state: '', number: newest.length}, ...shown], each => each.state, createChip,
    (button, {state, number}) => write(button, `${state ? words(state) : 'All'} ${number}`));
}

function createChip({state}) {
  const button = make('button', state || 'ALL');
  button.type = 'button';
  button.ariaPressed = String(state === chosen);
  button.addEventListener('click', () => choose(state));
  return button;
}

function choose(state) {
  chosen = state === chosen ? '' : state;
  for (const button of chips.children) {
    button.ariaPressed = String(button.dataset.key === chosen);
  }
  document.dispatchEvent(new Event('refresh'));
}

function createRow(order) {
  const row = make('button', 'row',
    make('span', 'turn', '›'), make('span', 'state'), make('span', 'who', order.customerEmail),
    make('span', 'total', money(order.totalMinor, order.currency)), make('span', 'age'));
  row.type = 'button';
  row.querySelector('.turn').ariaHidden = 'true';
  row.querySelector('.age').dataset.since = order.createdAt;
  row.setAttribute('aria-controls', `order-${order.id}`);
  row.addEventListener('click', () => toggle(order.id));
  const detail = make('div', 'detail');
  detail.id = `order-${order.id}`;
  return make('li', first ? '' : 'new', row, detail);
}

function updateRow(item, order) {
  const row = item.querySelector('.row');
  const state = row.querySelector('.state');
  if (state.dataset.state !== order.status) {
    state.dataset.state = order.status;
    state.className = `state ${order.status}`;
    write(state, words(order.status));
  }
  write(row.querySelector('.age'), age(order.createdAt));
  const open = expanded.has(order.id);
  row.ariaExpanded = String(open);
  item.querySelector('.detail').hidden = !open;
}

function toggle(id) {
  if (!expanded.delete(id)) {
    expanded.add(id);
  }
  const item = document.getElementById(`order-${id}`).parentElement;
  item.querySelector('.row').ariaExpanded = String(expanded.has(id));
  item.querySelector('.detail').hidden = !expanded.has(id);
  document.dispatchEvent(new Event('refresh'));
}

function showExpanded(order) {
  return showDetail(document.getElementById(`order-${order.id}`), order.id);
}
