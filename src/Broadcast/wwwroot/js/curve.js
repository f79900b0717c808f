// An interview's curve as it grows: asked for again while it is on air, and whenever a part was taken.
import { draw, liveOption } from './charts.js';
import { parse } from './figures.js';

const every = 5000;

class AudienceCurve extends HTMLElement {
  static get observedAttributes() {
    return ['data-parts', 'data-moving', 'data-until'];
  }

  connectedCallback() {
    this.stop = new AbortController();
    const { signal } = this.stop;
    const again = () => this.refresh();
    addEventListener('resize', () => this.chart?.resize(), { signal });
    document.addEventListener('themechange', again, { signal });
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', again, { signal });
    this.timer = setInterval(() => this.dataset.moving !== undefined && !document.hidden && this.refresh(), every);
    this.refresh();
  }

  disconnectedCallback() {
    this.stop.abort();
    clearInterval(this.timer);
    this.chart?.dispose();
    this.chart = undefined;
  }

  attributeChangedCallback(_, before) {
    if (this.stop && before !== null) {
      this.refresh();
    }
  }

  async refresh() {
    const place = this.querySelector('.chart');
    if (!place || this.busy) {
      return;
    }

    this.busy = true;
    try {
      // Views of the recording come in for months after the end; the curve is of the interview alone.
      const until = this.dataset.until ? `&until=${encodeURIComponent(this.dataset.until)}` : '';
      const answer = await fetch(`${this.dataset.api}/timeline?grain=minute${until}`, { signal: this.stop.signal, headers: { accept: 'application/json' } });
      if (answer.ok) {
        const { items } = parse(await answer.text());
        const option = liveOption(place, items, { zone: this.dataset.zone, words: JSON.parse(this.dataset.words), parts: JSON.parse(this.dataset.parts) });
        this.chart = await draw(place, this.chart, option);
      }
    } catch {
      // The next try may do.
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('audience-curve', AudienceCurve);
