import {get, post, tryIt} from './api.js';
import {write} from './dom.js';
import {expand} from './orders.js';

const section = document.getElementById('try-it');
const answer = document.getElementById('try-it-answer');
const TAGS = {good: '', declined: '+decline', unknown: '', manual: '+manual'};

export function offerOrders() {
  section.hidden = !tryIt();
  for (const button of section.querySelectorAll('button')) {
    button.addEventListener('click', () => place(button.dataset.try));
  }
}

async function place(kind) {
  try {
    const order = await post('/api/orders', {
      customerEmail: `buyer${TAGS[kind]}@example.com`,
      currency: 'EUR',
      lines: [{sku: kind === 'unknown' ? 'NO-SUCH-SKU' : await sku(), quantity: 1 + dice(2), unitPriceMinor: 490 + 100 * dice(20)}],
    }, {'Idempotency-Key': crypto.randomUUID?.() ?? String(Math.random())});
    write(answer, `Placed order ${order.id}.`);
    if (kind === 'manual') {
      expand(order.id);
    }
    document.dispatchEvent(new Event('refresh'));
  } catch (failure) {
    write(answer, `Not placed: ${failure.message}`);
  }
}

async function sku() {
  const {items} = await get('/api/stock');
  const available = items.filter(item => item.available > 1);
  if (available.length === 0) {
    throw new Error('nothing is in stock; PUT /api/stock/{sku} sets it.');
  }
  return available[dice(available.length)].sku;
}

function dice(sides) {
  return Math.floor(Math.random() * sides);
}
