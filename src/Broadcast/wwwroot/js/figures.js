// Figures as the pages write them (Pages/Numbers.cs is the twin): grouped digits, and from ten thousand up a short form that is cut off and never rounded up.

const chinese = [[100_000_000n, '亿'], [10_000n, '万']];
const english = [[1_000_000_000n, 'B'], [1_000_000n, 'M'], [1_000n, 'k']];
const isChinese = () => document.documentElement.lang.startsWith('zh');
const grouped = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** JSON with whole numbers of any size: those beyond 2^53 become BigInt, so that no digit is lost. */
export const parse = text => JSON.parse(text, (_, value, context) =>
  typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value) && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context.source) : value);

export const full = value => grouped.format(value);

export function short(value) {
  const number = BigInt(typeof value === 'bigint' ? value : Math.trunc(value));
  const size = number < 0n ? -number : number;
  if (size < 10_000n) {
    return null;
  }

  const [unit, word] = (isChinese() ? chinese : english).find(([least]) => size >= least);
  const tenths = size / (unit / 10n);
  return `${number < 0n ? '-' : ''}${grouped.format(tenths / 10n)}.${tenths % 10n} ${word}`;
}

/** Writes a figure into an element that holds one; leaves it alone when it stands there already. */
export function write(element, value) {
  const digits = full(value);
  if (element.dataset.written === digits) {
    return;
  }

  element.dataset.written = digits;
  if ('plain' in element.dataset) {
    element.textContent = digits;
    return;
  }

  const brief = short(value);
  const data = document.createElement('data');
  data.className = 'figure';
  data.value = String(value);
  const first = document.createElement('b');
  first.textContent = brief ?? digits;
  data.append(first);
  if (brief) {
    const rest = document.createElement('span');
    rest.className = 'full';
    rest.textContent = digits;
    data.append(rest);
  }

  element.replaceChildren(data);
}

/** The words for how far a true figure may lie from the one that is told; empty where that is exact. */
export const within = uncertainty => !uncertainty ? ''
  : String(uncertainty.minus) === String(uncertainty.plus) ? `± ${full(uncertainty.plus)}`
  : `−${full(uncertainty.minus)} / +${full(uncertainty.plus)}`;

/** How far the true figure may lie from the one beside it (Bounds.razor is the twin); hidden while every figure is exact. */
export function bounds(element, uncertainty) {
  const text = within(uncertainty);
  if (element.textContent !== text) {
    element.textContent = text;
  }

  element.hidden = !uncertainty;
  const row = element.closest('[data-with-bounds]');
  if (row) {
    row.hidden = !uncertainty;
  }
}

/** What is not whole never reads 100%. */
export const share = value => value <= 0 ? '0%' : value >= 1 ? '100%' : `${(Math.min(value, 0.999) * 100).toFixed(1)}%`;

export const time = (at, zone, options = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }) =>
  new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: zone, ...options }).format(new Date(at));

/** Fills every element with data-figure below a root from an audience. */
export function fill(root, audience) {
  const values = {
    views: audience.views, concurrent: audience.concurrent, peak: audience.peakConcurrent?.value, average: Math.round(audience.averageAudience),
    measured: audience.measured, declared: audience.declared, live: audience.liveViews, replay: audience.replayViews,
  };
  for (const element of root.querySelectorAll('[data-figure]')) {
    const name = element.dataset.figure;
    if (name === 'asOf') {
      element.textContent = time(audience.asOf, element.dataset.zone);
    } else if (name === 'coverage') {
      element.textContent = audience.coverage === null ? '–' : share(audience.coverage);
    } else if (name === 'bounds') {
      bounds(element, audience.uncertainty);
    } else if (name in values && values[name] !== undefined) {
      write(element, values[name]);
    }
  }
}
