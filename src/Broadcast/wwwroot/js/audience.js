// An interview's figures, asked for again while it is looked at.
import { fill, parse } from './figures.js';

const every = 2000;

class AudienceLive extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.refresh(), every);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async refresh() {
    if (!this.dataset.src || document.hidden || this.busy) {
      return;
    }

    this.busy = true;
    try {
      const answer = await fetch(this.dataset.src, { headers: { accept: 'application/json' } });
      if (answer.ok) {
        const audience = parse(await answer.text());
        fill(this, audience);
        this.dispatchEvent(new CustomEvent('audience', { bubbles: true, detail: audience }));
      }
    } catch {
      // The next try may do; the time beside the figures tells how old they are.
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('audience-live', AudienceLive);
