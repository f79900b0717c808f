// The dashboard and the big screen: figures as they are pushed, curves and ranks asked for again when something changed.
import { draw, liveOption, seriesOption } from './charts.js';
import { bounds, fill, full, parse, share, short, write } from './figures.js';

const restEvery = 10_000;
const reconnectAfter = 3_000;

class AudienceBoard extends HTMLElement {
  grain = 'day';
  rankBy = 'unit';
  charts = new Map();
  views = null;

  connectedCallback() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    this.addEventListener('click', event => this.press(event), { signal });
    addEventListener('resize', () => this.charts.forEach(chart => chart.resize()), { signal });
    document.addEventListener('themechange', () => this.refresh(true), { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.refresh(true), { signal });
    this.listen();
    this.refresh(true);
    this.timer = setInterval(() => this.refresh(false), restEvery);
  }

  disconnectedCallback() {
    this.stop.abort();
    this.source?.close();
    clearInterval(this.timer);
    clearInterval(this.staleTimer);
    clearTimeout(this.again);
    this.charts.forEach(chart => chart.dispose());
    this.charts.clear();
  }

  listen() {
    this.source = new EventSource(`${this.dataset.api}/stream`);
    this.source.addEventListener('audience', event => this.apply(parse(event.data)));
    this.source.addEventListener('open', () => this.tell(true));
    this.source.addEventListener('error', () => {
      this.tell(false);

      // The browser tries again by itself, but for an answer that is no stream: a server that is just starting.
      if (this.source.readyState === EventSource.CLOSED && !this.stop.signal.aborted) {
        setTimeout(() => !this.stop.signal.aborted && this.listen(), reconnectAfter);
      }
    });
  }

  /** Old data says that it is old. */
  tell(isFresh) {
    const link = this.querySelector('[data-link]');
    if (link) {
      link.dataset.state = isFresh ? 'fresh' : 'stale';
      link.title = isFresh ? this.dataset.fresh : this.dataset.stale;
    }

    clearInterval(this.staleTimer);
    const note = this.querySelector('[data-stale-note]');
    if (!note) {
      return;
    }

    note.hidden = isFresh;
    this.staleSince = isFresh ? undefined : this.staleSince ?? Date.now();
    if (!isFresh) {
      const write = () => { note.textContent = `${this.dataset.stale} ${Math.round((Date.now() - this.staleSince) / 1000)} s`; };
      write();
      this.staleTimer = setInterval(write, 1000);
    }
  }

  apply(audience) {
    fill(this, audience);
    this.applyFamilies(audience);
    this.applyChannels(audience);
    this.applyDigits(audience.views);
    this.applyLive(audience.interviews);
    this.changed ||= this.views !== null && this.views !== audience.views;
    this.views = audience.views;
  }

  /** What is on air stands in the page as it was made: when that changes, the page is made again. */
  applyLive(interviews) {
    const now = `${interviews.live}/${interviews.ended + interviews.closed}`;
    if (this.onAir !== undefined && this.onAir !== now) {
      clearTimeout(this.again);
      this.again = setTimeout(() => location.reload(), 1500);
    }

    this.onAir = now;
  }

  applyFamilies(audience) {
    const whole = Number(audience.views);
    for (const row of this.querySelectorAll('.family-row')) {
      const told = audience.byFamily.find(family => family.family === row.dataset.family);
      const views = told?.views ?? 0;
      const part = whole > 0 ? Number(views) / whole : 0;
      row.style.setProperty('--share', part.toFixed(4));
      row.querySelector('[data-of="share"]').textContent = share(part);
      write(row.querySelector('[data-of="views"]'), views);
      bounds(row.querySelector('[data-of="bounds"]'), told?.uncertainty);
    }
  }

  applyChannels(audience) {
    for (const channel of audience.byChannel) {
      const row = this.querySelector(`[data-channel="${channel.channelId}"]`);
      if (row) {
        write(row.querySelector('[data-of="views"]'), channel.views);
        bounds(row.querySelector('[data-of="bounds"]'), channel.uncertainty);
        row.querySelector('[data-of="concurrent"]').textContent = channel.reportsConcurrent ? full(channel.concurrent) : '–';
        if (channel.lastReadingAt) {
          row.querySelector('live-age').dataset.at = Date.parse(channel.lastReadingAt);
        }
      }
    }
  }

  /** Digit by digit, so that nothing moves but what changed. Only figures that were really told are shown: nothing is counted up in between. */
  applyDigits(views) {
    const line = this.querySelector('[data-digits]');
    if (!line) {
      return;
    }

    const digits = full(views);
    line.setAttribute('aria-label', digits);
    while (line.children.length < digits.length) {
      const span = document.createElement('span');
      span.setAttribute('aria-hidden', 'true');
      line.append(span);
    }

    while (line.children.length > digits.length) {
      line.lastElementChild.remove();
    }

    [...digits].forEach((digit, i) => {
      const span = line.children[i];
      span.classList.toggle('comma', digit === ',');
      if (span.textContent !== digit) {
        span.textContent = digit;
        span.getAnimations().forEach(animation => animation.cancel());
        if (!matchMedia('(prefers-reduced-motion: reduce)').matches) {
          span.animate([{ transform: 'translateY(-18%)', opacity: 0.35 }, { transform: 'none', opacity: 1 }], { duration: 260, easing: 'ease-out' });
        }
      }
    });
    const brief = this.querySelector('[data-short]');
    if (brief) {
      brief.textContent = short(views) ?? '';
    }
  }

  press(event) {
    const grain = event.target.closest('[data-grain]');
    if (grain) {
      this.grain = grain.dataset.grain;
      this.querySelectorAll('[data-grain]').forEach(button => button.setAttribute('aria-pressed', String(button === grain)));
      this.refresh(true);
    }

    const way = event.target.closest('[data-rank-by]');
    if (way) {
      this.rankBy = way.dataset.rankBy;
      this.querySelectorAll('[data-rank-by]').forEach(button => button.setAttribute('aria-pressed', String(button === way)));
      this.rank().catch(() => {});
    }

    if (event.target.closest('[data-fullscreen]')) {
      document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen();
    }
  }

  async refresh(always) {
    if (!always && !this.changed) {
      return;
    }

    this.changed = false;
    await Promise.allSettled([this.rank(), this.breakDay(), this.draw()]);
  }

  async ask(address) {
    const answer = await fetch(address, { signal: this.stop.signal, headers: { accept: 'application/json' } });
    return answer.ok ? parse(await answer.text()) : Promise.reject(new Error(String(answer.status)));
  }

  async rank() {
    const list = this.querySelector('[data-ranking]');
    if (!list) {
      return;
    }

    const { items } = await this.ask(`${this.dataset.api}/breakdown?by=${this.rankBy}`);
    const best = items.sort((a, b) => Number(b.views) - Number(a.views)).slice(0, Number(list.dataset.ranking));
    list.replaceChildren(...best.map(unit => {
      const row = document.createElement('li');
      row.style.setProperty('--share', (Number(best[0].views) > 0 ? Number(unit.views) / Number(best[0].views) : 0).toFixed(4));
      const name = document.createElement(list.dataset.open ? 'a' : 'span');
      name.className = 'rank-name';
      name.textContent = unit.key === 'unknown' && list.dataset.unknown ? list.dataset.unknown : unit.title;
      if (list.dataset.open) {
        name.href = `${list.dataset.open}?by=${this.rankBy}&key=${encodeURIComponent(unit.key)}`;
      }

      const views = document.createElement('span');
      views.className = 'rank-views';
      write(views, unit.views);
      row.append(name, views);
      return row;
    }));
  }

  async breakDay() {
    const today = this.querySelector('[data-today]');
    if (today) {
      const key = new Intl.DateTimeFormat('en-CA', { timeZone: this.dataset.zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());
      const { items } = await this.ask(`${this.dataset.api}/breakdown?by=day`);
      const told = items.find(day => day.key === key);
      write(today, told?.views ?? 0);
      bounds(this.querySelector('[data-today-bounds]'), told?.uncertainty);
    }
  }

  async draw() {
    const places = [...this.querySelectorAll('[data-chart]')];
    if (places.length === 0) {
      return;
    }

    await Promise.allSettled(places.map(async place => {
      const isLive = place.dataset.chart === 'live';
      const { items } = await this.ask(isLive ? `${place.dataset.api}/timeline?grain=minute` : `${this.dataset.api}/timeline?grain=${this.grain}`);
      const zone = this.dataset.zone;
      const words = JSON.parse(place.dataset.words);
      const option = isLive ? liveOption(place, items, { zone, words, parts: JSON.parse(place.dataset.parts) }) : seriesOption(place, items, { zone, words, grain: this.grain });
      this.charts.set(place, await draw(place, this.charts.get(place), option));
    }));
  }
}

customElements.define('audience-board', AudienceBoard);
