// The dashboard and the big screen: figures as they are pushed, curves and ranks asked for again when something changed.
import { fill, full, parse, share, short, time, write } from './figures.js';

const echartsAt = '/_content/Vizor.ECharts/js/vizor-echarts-bundle-min.js';
const restEvery = 10_000;
let echartsLoading;

const loadCharts = () => echartsLoading ??= new Promise((done, failed) => {
  const script = document.createElement('script');
  script.src = echartsAt;
  script.onload = done;
  script.onerror = failed;
  document.head.append(script);
});

const css = (element, name) => getComputedStyle(element).getPropertyValue(name).trim();

class AudienceBoard extends HTMLElement {
  grain = 'day';
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
    this.charts.forEach(chart => chart.dispose());
    this.charts.clear();
  }

  listen() {
    this.source = new EventSource(`${this.dataset.api}/stream`);
    this.source.addEventListener('audience', event => this.apply(parse(event.data)));
    this.source.addEventListener('open', () => this.tell(true));
    this.source.addEventListener('error', () => this.tell(false));
  }

  /** Old data says that it is old. */
  tell(isFresh) {
    const link = this.querySelector('[data-link]');
    if (link) {
      link.dataset.state = isFresh ? 'fresh' : 'stale';
      link.title = isFresh ? this.dataset.fresh : this.dataset.stale;
    }
  }

  apply(audience) {
    fill(this, audience);
    this.applyFamilies(audience);
    this.applyChannels(audience);
    this.applyDigits(audience.views);
    this.changed ||= this.views !== null && this.views !== audience.views;
    this.views = audience.views;
  }

  applyFamilies(audience) {
    const whole = Number(audience.views);
    for (const row of this.querySelectorAll('.family-row')) {
      const views = audience.byFamily.find(family => family.family === row.dataset.family)?.views ?? 0;
      const part = whole > 0 ? Number(views) / whole : 0;
      row.style.setProperty('--share', part.toFixed(4));
      row.querySelector('[data-of="share"]').textContent = share(part);
      write(row.querySelector('[data-of="views"]'), views);
    }
  }

  applyChannels(audience) {
    for (const channel of audience.byChannel) {
      const row = this.querySelector(`[data-channel="${channel.channelId}"]`);
      if (row) {
        write(row.querySelector('[data-of="views"]'), channel.views);
        row.querySelector('[data-of="concurrent"]').textContent = full(channel.concurrent);
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

    const { items } = await this.ask(`${this.dataset.api}/breakdown?by=unit`);
    const best = items.sort((a, b) => Number(b.views) - Number(a.views)).slice(0, Number(list.dataset.ranking));
    list.replaceChildren(...best.map(unit => {
      const row = document.createElement('li');
      row.style.setProperty('--share', (Number(best[0].views) > 0 ? Number(unit.views) / Number(best[0].views) : 0).toFixed(4));
      const name = document.createElement('span');
      name.className = 'rank-name';
      name.textContent = unit.title;
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
      write(today, items.find(day => day.key === key)?.views ?? 0);
    }
  }

  async draw() {
    const places = [...this.querySelectorAll('[data-chart]')];
    if (places.length === 0) {
      return;
    }

    await loadCharts();
    await Promise.allSettled(places.map(async place => {
      const isLive = place.dataset.chart === 'live';
      const { items } = await this.ask(isLive ? `${place.dataset.api}/timeline?grain=minute` : `${this.dataset.api}/timeline?grain=${this.grain}`);
      let chart = this.charts.get(place);
      if (!chart) {
        chart = globalThis.echarts.init(place, null, { renderer: 'canvas' });
        this.charts.set(place, chart);
      }

      chart.setOption(isLive ? this.liveOption(place, items) : this.seriesOption(place, items), true);
    }));
  }

  label(at, options) {
    return time(at, this.dataset.zone, options);
  }

  frame(place, items, label) {
    const ink = css(place, '--ink-2');
    const size = Number.parseFloat(getComputedStyle(place).fontSize);
    const axis = { axisLabel: { color: ink, fontSize: size, formatter: value => (short(value) ?? full(value)).replace('.0 ', ' ') }, splitLine: { lineStyle: { color: css(place, '--line') } } };
    return {
      textStyle: { fontFamily: css(place, '--font'), fontSize: size },
      animationDuration: 300,
      grid: { left: 8, right: size * 2, top: size * 3, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, textStyle: { color: ink, fontSize: size }, itemWidth: size, itemHeight: size * 0.7 },
      tooltip: {
        trigger: 'axis', backgroundColor: css(place, '--surface'), borderColor: css(place, '--line'), textStyle: { color: css(place, '--ink') },
        valueFormatter: value => full(value),
      },
      xAxis: { type: 'category', data: items.map(item => label(item.at)), axisLabel: { color: ink, fontSize: size, hideOverlap: true }, axisLine: { lineStyle: { color: css(place, '--line-strong') } }, axisTick: { show: false } },
      axis,
    };
  }

  seriesOption(place, items) {
    const words = JSON.parse(place.dataset.words);
    const label = this.grain === 'day'
      ? at => this.label(at, { month: 'numeric', day: 'numeric' })
      : at => this.label(at, { month: 'numeric', day: 'numeric', hour: '2-digit', hourCycle: 'h23' });
    const { axis, ...frame } = this.frame(place, items, label);
    return {
      ...frame,
      yAxis: [{ type: 'value', ...axis }, { type: 'value', ...axis, splitLine: { show: false } }],
      series: [
        { name: words.views, type: 'bar', barMaxWidth: 32, data: items.map(item => Number(item.views)), itemStyle: { color: css(place, '--accent'), borderRadius: [3, 3, 0, 0] } },
        { name: words.peak, type: 'line', yAxisIndex: 1, data: items.map(item => Number(item.maxConcurrent)), symbol: items.length > 60 ? 'none' : 'circle', symbolSize: 6, lineStyle: { width: 2, color: css(place, '--screen') }, itemStyle: { color: css(place, '--screen') } },
      ],
    };
  }

  liveOption(place, items) {
    const words = JSON.parse(place.dataset.words);
    const minute = at => this.label(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    const { axis, ...frame } = this.frame(place, items, minute);
    const marks = JSON.parse(place.dataset.parts).map(part => ({ xAxis: minute(part.at), label: { formatter: part.title } }));
    return {
      ...frame,
      yAxis: { type: 'value', ...axis },
      series: [{
        name: words.concurrent, type: 'line', symbol: 'none', smooth: 0.15, data: items.map(item => Math.round(item.averageConcurrent)),
        lineStyle: { width: 2, color: css(place, '--accent') }, itemStyle: { color: css(place, '--accent') }, areaStyle: { color: css(place, '--accent'), opacity: 0.15 },
        markLine: { silent: true, symbol: 'none', data: marks, lineStyle: { color: css(place, '--line-strong'), type: 'dashed' }, label: { color: css(place, '--ink-2'), position: 'insideEndTop', rotate: 0, align: 'center' } },
      }],
    };
  }
}

customElements.define('audience-board', AudienceBoard);
