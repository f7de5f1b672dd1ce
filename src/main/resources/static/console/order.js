import {get} from './api.js';
import {keep, make, write} from './dom.js';
import {age, count, money, time, words} from './format.js';

/** One order with its lines, its history and its payment. */
export async function showDetail(panel, id) {
  const [order, payments] = await Promise.all([
    get(`/api/orders/${encodeURIComponent(id)}`),
    get(`/api/payments?orderId=${encodeURIComponent(id)}`).catch(() => ({items: []})),
  ]);
  if (!panel.hasChildNodes()) {
    panel.append(...frame(order));
  }
  write(panel.querySelector('.waiting'), order.waitingFor?.detail ?? '');
  write(panel.querySelector('.waiting'), order.waitingFor?.detail ?? '');
  keep(panel.querySelector('.history'), order.history, step => step.status + step.at, createStep, updateStep);
  keep(panel.querySelector('.payments'), payments.items, payment => payment.id, createPayment, updatePayment);
  panel.querySelector('.payment-heading').hidden = payments.items.length === 0;
}

function frame(order) {
  const lines = make('ul', 'lines', ...order.lines.map(line =>
    make('li', '', `${line.quantity} × ${line.sku} at ${money(line.unitPriceMinor, order.currency)}`)));
  const heading = make('h3', 'payment-heading', 'Payment');
  return [
    make('h3', '', 'Order'), make('p', 'id', order.id), make('p', 'waiting'), lines, make('p', 'waiting'),
    make('h3', '', 'History'), make('ul', 'steps history'),
    heading, make('ul', 'steps payments'),
  ];
}

function createStep(step) {
  const at = make('span', 'at');
  at.title = time(step.at);
  at.dataset.since = step.at;
  return make('li', '',
    make('span', '', make('span', `state ${step.status}`, words(step.status))),
    make('span', '', make('span', '', step.reason ?? ''), at));
}

function updateStep(item, step) {
  write(item.querySelector('.at'), age(step.at));
}

function createPayment(payment) {
  const link = make('a', 'pay', 'Open the payment page');
  link.target = '_blank';
  link.rel = 'noopener';
  return make('li', '',
    make('span', '', make('span', 'state')),
    make('span', '', make('span', 'amount', money(payment.amountMinor, payment.currency)), link));
}

function updatePayment(item, payment) {
  write(item.querySelector('.state'), words(payment.status));
  const transactions = payment.transactions.length;
  write(item.querySelector('.amount'), `${money(payment.amountMinor, payment.currency)}, `
    + count(transactions, 'transaction', 'transactions'));
  const link = item.querySelector('.pay');
  link.hidden = payment.status !== 'PENDING' || !/^https?:\/\//.test(payment.payUrl ?? '');
  if (!link.hidden) {
    link.href = payment.payUrl;
  }
}
