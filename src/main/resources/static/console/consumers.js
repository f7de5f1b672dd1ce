import {get, now} from './api.js';
import {keep, make, write} from './dom.js';
import {count} from './format.js';

const LATE = 10;
const list = document.getElementById('consumers');

/** How far each module is behind the log, over all its shards. */
export async function showConsumers() {
  const {items, withoutPosition} = await get('/api/messaging/consumers');
  const modules = [...Map.groupBy(items, shard => shard.module)].map(([name, shards]) => ({
    name,
    events: sum(shards.map(shard => shard.lagEvents)),
    parked: sum(shards.map(shard => shard.parkedEvents)),
    seconds: Math.max(...shards.map(shard => shard.lagSeconds)),
  }));
  const relay = {
    name: 'relay',
    events: withoutPosition.events,
    parked: 0,
    seconds: withoutPosition.since ? (now() - Date.parse(withoutPosition.since)) / 1000 : 0,
  };
  keep(list, [relay, ...modules], each => each.name, createTile, updateTile);
}

function createTile({name}) {
  return make('li', '', make('strong', '', name), make('span'));
}

function updateTile(tile, {events, parked, seconds}) {
  tile.classList.toggle('parked', parked > 0);
  tile.classList.toggle('behind', seconds >= LATE);
  const behind = events === 0 ? 'up to date' : `${count(events, 'event', 'events')} behind, ${Math.ceil(seconds)}\u00a0s`;
  write(tile.querySelector('span'), parked === 0 ? behind : `${behind}, ${parked}\u00a0parked`);
}

function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
