// How long something has been going on, by the server's clock. Amber once the plan is over.
class LiveClock extends HTMLElement {
  connectedCallback() {
    this.ahead = Date.now() - Number(this.dataset.now);
    this.timer = setInterval(() => this.tick(), 500);
    this.tick();
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  static get observedAttributes() {
    return ['data-now'];
  }

  attributeChangedCallback(_, before, now) {
    this.ahead = Date.now() - Number(now);
  }

  tick() {
    const ms = Math.max(0, Date.now() - this.ahead - Number(this.dataset.since));
    const seconds = Math.floor(ms / 1000);
    const two = n => String(n).padStart(2, '0');
    const text = seconds >= 3600
      ? `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
      : `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
    if (this.textContent !== text) {
      this.textContent = text;
    }

    this.classList.toggle('late', this.dataset.plan !== undefined && ms > Number(this.dataset.plan));
  }
}

customElements.define('live-clock', LiveClock);

// How long ago something was, in the reader's words. Says nothing while it does not know when.
class LiveAge extends HTMLElement {
  connectedCallback() {
    this.ahead = Date.now() - Number(this.dataset.now);
    this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  static get observedAttributes() {
    return ['data-at', 'data-now'];
  }

  attributeChangedCallback(name, before, now) {
    if (name === 'data-now') {
      this.ahead = Date.now() - Number(now);
    } else if (before !== null) {
      this.tick();
    }
  }

  tick() {
    if (!this.dataset.at) {
      return;
    }

    const seconds = Math.max(0, Math.floor((Date.now() - this.ahead - Number(this.dataset.at)) / 1000));
    const [unit, size] = [['second', 1], ['minute', 60], ['hour', 3600], ['day', 86_400]].findLast(([, length], i) => i === 0 || seconds >= 2 * length);
    const text = new Intl.RelativeTimeFormat(document.documentElement.lang, { style: 'short' }).format(-Math.floor(seconds / size), unit);
    if (this.textContent !== text) {
      this.textContent = text;
    }
  }
}

customElements.define('live-age', LiveAge);
