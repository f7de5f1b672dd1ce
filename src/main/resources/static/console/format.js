import {now} from './api.js';

export function age(instant) {
  const seconds = Math.max(0, Math.floor((now() - Date.parse(instant)) / 1000));
  if (seconds < 60) return `${seconds}\u00a0s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}\u00a0min ago`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)}\u00a0h ago`;
  return `${Math.floor(seconds / 86400)}\u00a0d ago`;
}

export function money(minor, currency) {
  const format = new Intl.NumberFormat(undefined, {style: 'currency', currency});
  return format.format(minor / 10 ** format.resolvedOptions().maximumFractionDigits);
}

export function time(instant) {
  return new Date(instant).toLocaleString(undefined, {dateStyle: 'medium', timeStyle: 'medium'});
}

/** AWAITING_PAYMENT → Awaiting payment */
export function words(state) {
  return state.charAt(0) + state.slice(1).toLowerCase().replaceAll('_', ' ');
}

export function count(number, one, many) {
  return `${number} ${number === 1 ? one : many}`;
}
