'use strict';

const $ = (id) => document.getElementById(id);
const LAYERS = ['request', 'embedder', 'stack', 'redis', 'store'];
const recently = new Map(); // layer -> its p99 of the last minute
const earlier = new Map(); // cache -> [asked, hits] of the last 10 looks

/** An element with attributes and children; text never becomes markup. */
function element(name, attributes = {}, ...children) {
  const svg = ['svg', 'rect', 'polyline', 'circle', 'text', 'title'].includes(name);
  const made = svg ? document.createElementNS('http://www.w3.org/2000/svg', name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

const badge = (text, kind) => element('span', {class: 'badge ' + kind}, text);
const millis = (ms) => ms === 0 ? '–' : ms < 1 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : ms.toFixed(0);

function ago(ms) {
  const seconds = Math.max(0, ms / 1000);
  if (seconds < 1) return Math.round(ms) + ' ms';
  if (seconds < 120) return seconds.toFixed(0) + ' s';
  return seconds < 7200 ? (seconds / 60).toFixed(0) + ' min' : (seconds / 3600).toFixed(0) + ' h';
}

// ---- search

let asked = 0; // so that a late answer does not replace that of a later question

async function ask(path, body) {
  const started = performance.now();
  const response = await fetch(path, {
    method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify(body)});
  const answer = await response.json();
  return {ok: response.ok, answer, took: performance.now() - started, retry: response.headers.get('Retry-After'),
    spent: spent(response.headers.get('Server-Timing') || '')};
}

/** From "stack;dur=1.2, store;dur=0.9". */
function spent(header) {
  const times = new Map();
  for (const part of header.split(',')) {
    const [name, duration] = part.trim().split(';dur=');
    if (LAYERS.includes(name)) times.set(name, Number(duration));
  }
  return times;
}

async function search() {
  const query = $('query').value.trim();
  const mine = ++asked;
  if (query === '') {
    $('results').replaceChildren();
    $('answer').hidden = $('problem').hidden = true;
    return;
  }
  try {
    const got = await ask('search', {user_id: $('user').value, query, limit: 8});
    if (mine === asked) show(got);
  } catch (e) {
    if (mine === asked) trouble('The service does not answer.');
  }
}

function show(got) {
  if (!got.ok) {
    trouble(got.answer.error + ': ' + got.answer.hint + (got.retry ? ' (' + got.retry + ' s)' : ''));
    return;
  }
  const answer = got.answer;
  $('problem').hidden = true;
  $('answer').hidden = false;
  $('origin').replaceChildren(
      badge('from ' + answer.source, answer.cached ? 'good' : 'plain'),
      badge(answer.cached ? 'cached' : 'asked', answer.cached ? 'good' : 'plain'),
      ...answer.degraded.map((each) => badge(each.replace('_', ' '), 'warn')),
      element('span', {class: 'quiet'}, 'true ' + ago(answer.age_ms) + ' ago, here after ' + millis(got.took) + ' ms'));
  drawSpent(got.spent);
  $('results').replaceChildren(...answer.results.map((hit) => element('li', {},
      element('span', {class: 'score'}, hit.score.toFixed(2)),
      bar(hit.score),
      element('span', {}, hit.text))));
  if (answer.results.length === 0) {
    $('results').append(element('li', {}, '', '', element('span', {class: 'quiet'}, 'nothing is known of this user')));
  }
}

function trouble(text) {
  $('problem').textContent = text;
  $('problem').hidden = false;
  $('answer').hidden = true;
  $('results').replaceChildren();
}

function bar(share) {
  return element('svg', {viewBox: '0 0 100 10', preserveAspectRatio: 'none', height: 8, width: '100%'},
      element('rect', {class: 'track', width: 100, height: 10, rx: 3}),
      element('rect', {class: 'stack', width: 100 * share, height: 10, rx: 3}));
}

/** What each layer had for itself, side by side. */
function drawSpent(times) {
  const of = (layer) => times.get(layer) || 0;
  const own = {
    request: of('request') - of('embedder') - of('stack'), embedder: of('embedder'),
    stack: of('stack') - (times.has('redis') ? of('redis') : 0),
    redis: of('redis') - of('store'), store: of('store')};
  const total = Math.max(0.001, Object.values(own).reduce((sum, each) => sum + Math.max(0, each), 0));
  const drawing = $('spent');
  drawing.setAttribute('viewBox', '0 0 1000 34');
  drawing.setAttribute('preserveAspectRatio', 'none');
  drawing.replaceChildren();
  $('legend').replaceChildren();
  let x = 0;
  for (const layer of LAYERS) {
    const width = 1000 * Math.max(0, own[layer]) / total;
    if (!times.has(layer)) continue;
    drawing.append(element('rect', {class: layer, x, y: 6, width, height: 22}));
    $('legend').append(element('span', {'data-spent': layer}, element('span', {class: 'dot ' + layer}),
        (layer === 'request' ? 'http' : layer) + ' ' + millis(Math.max(0, own[layer])) + ' ms'));
    x += width;
  }
}

// ---- what the service tells of itself

async function look() {
  try {
    const response = await fetch('health');
    paint(await response.json());
  } catch (e) {
    pill('not answering', 'bad');
  }
}

function pill(text, kind) {
  $('status').textContent = text;
  $('status').className = 'pill ' + kind;
}

function paint(health) {
  pill(health.status, {up: 'good', degraded: 'warn', down: 'bad'}[health.status]);
  $('layers').replaceChildren(...health.layers.map(layerRow));
  $('breakers').replaceChildren(...health.breakers.map((each) => stateRow(each.breaker, each.state,
      {closed: 'good', half_open: 'warn', open: 'bad'}[each.state], each.since,
      each.reason === 'new' ? '' : each.reason)));
  $('servers').replaceChildren(...health.servers.map((each) => stateRow(each.server, each.state,
      each.state === 'up' ? 'good' : 'bad', each.since,
      each.ping_ms === undefined ? 'in this JVM' : 'last ping ' + millis(each.ping_ms) + ' ms')));
  $('caches').replaceChildren(...health.caches.map(cacheFigure));
  $('operations').replaceChildren(...health.operations.map((each) => element('tr', {},
      element('td', {}, each.operation), ...[each.calls, each.failed, each.degraded, each.slow]
          .map((number) => element('td', {class: 'n'}, String(number))))));
  const pool = health.pool;
  $('pool').textContent = pool ? 'Connections: ' + pool.active + ' in use, ' + pool.idle + ' idle of ' + pool.total + ', '
      + pool.waiting + ' callers waiting, longest wait ' + millis(pool.longest_wait_ms) + ' ms' : '';
}

function stateRow(name, state, kind, since, remark) {
  return element('li', {'data-name': name, 'data-state': state}, element('b', {}, name),
      badge(state.replace('_', ' '), kind),
      element('span', {class: 'quiet', title: remark}, (since ? 'for ' + ago(Date.now() - Date.parse(since)) : '')
          + (remark ? (since ? ', ' : '') + remark : '')));
}

/** 0.01 ms to 1 s, each ten times at the same width. */
const place = (ms) => 100 * Math.min(1, Math.max(0, (Math.log10(Math.max(ms, 0.01)) + 2) / 5));

function layerRow(layer) {
  const points = recently.get(layer.layer) || [];
  recently.set(layer.layer, points);
  points.push(layer.p99_ms);
  if (points.length > 60) points.shift();
  const top = Math.max(...points, 0.001);
  const line = points.map((each, i) => (i * 100 / 59) + ',' + (23 - 20 * each / top)).join(' ');
  const from = place(layer.p50_ms);
  return element('tr', {'data-layer': layer.layer, 'data-calls': layer.calls},
      element('td', {}, element('span', {class: 'dot ' + layer.layer}), layer.layer),
      ...[String(layer.calls), millis(layer.p50_ms), millis(layer.p95_ms), millis(layer.p99_ms)]
          .map((each) => element('td', {class: 'n'}, each)),
      element('td', {}, element('svg', {viewBox: '0 0 100 26', preserveAspectRatio: 'none'},
          element('title', {}, '0.01 ms to 1 s'),
          element('rect', {class: 'track', y: 11, width: 100, height: 4}),
          ...(layer.calls === 0 ? [] : [element('rect', {class: layer.layer, x: from, y: 8,
            width: Math.max(1, place(layer.p99_ms) - from), height: 10, rx: 1})]))),
      element('td', {}, element('svg', {viewBox: '0 0 100 26', preserveAspectRatio: 'none'},
          element('polyline', {class: 'spark ' + layer.layer, points: line}))));
}

function cacheFigure(cache) {
  const looks = earlier.get(cache.cache) || [];
  earlier.set(cache.cache, looks);
  looks.push([cache.asked, cache.hits]);
  if (looks.length > 11) looks.shift();
  const asked = cache.asked - looks[0][0];
  const lately = asked === 0 ? 'not asked lately' : Math.round(100 * (cache.hits - looks[0][1]) / asked) + ' % lately';
  const share = cache.hit_ratio || 0;
  const around = 2 * Math.PI * 26;
  return element('figure', {'data-cache': cache.cache},
      element('svg', {viewBox: '0 0 64 64'},
          element('circle', {class: 'ring', cx: 32, cy: 32, r: 26}),
          element('circle', {class: 'ring part', cx: 32, cy: 32, r: 26, transform: 'rotate(-90 32 32)',
            'stroke-dasharray': share * around + ' ' + around}),
          element('text', {x: 32, y: 33}, cache.asked === 0 ? '–' : Math.round(100 * share) + '%')),
      element('figcaption', {}, element('b', {}, cache.cache), element('br'),
          element('span', {class: 'quiet'}, cache.hits + ' of ' + cache.asked), element('br'),
          element('span', {class: 'quiet'}, lately)));
}

// ---- begin

let soon;
$('query').addEventListener('input', () => {
  clearTimeout(soon);
  soon = setTimeout(search, 120);
});
$('user').addEventListener('change', search);
$('form').addEventListener('submit', (event) => {
  event.preventDefault();
  search();
});
$('remember').addEventListener('submit', async (event) => {
  event.preventDefault();
  $('remembered').textContent = '…';
  try {
    const got = await ask('memories', {user_id: $('user').value, text: $('text').value});
    $('remembered').textContent = got.ok ? 'remembered in ' + millis(got.took) + ' ms' : got.answer.error;
    if (got.ok) $('text').value = '';
  } catch (e) {
    $('remembered').textContent = 'the service does not answer';
  }
  search();
});
setInterval(() => $('again').checked && search(), 1000);
setInterval(look, 1000);
look();
