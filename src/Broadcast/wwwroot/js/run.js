// The run sheet follows what others do: when another hand has taken a part, started or ended the interview, the page is read again. Not while something is being typed.

const signOf = interview => JSON.stringify([interview.state, interview.slotId, interview.startedAt, interview.endedAt, interview.segments.map(part => [part.actualStartsAt, part.actualEndsAt])]);

const isTyping = () => document.querySelector('main [data-touched]') !== null || document.activeElement?.matches('main input, main textarea, main select');

class RunWatch extends HTMLElement {
  connectedCallback() {
    this.stop = new AbortController();
    // The page was read again, by a command of our own as a rule: what it shows now is what others may change.
    document.addEventListener('page', () => this.begin(), { signal: this.stop.signal });
    document.addEventListener('submit', () => { this.shown = undefined; }, { signal: this.stop.signal });
    this.timer = setInterval(() => document.hidden || this.look(), 3000);
    this.begin();
  }

  disconnectedCallback() {
    this.stop.abort();
    clearInterval(this.timer);
  }

  async begin() {
    this.shown = await this.ask();
  }

  async look() {
    const shown = this.shown;
    const now = shown && await this.ask();
    if (now && now !== shown && shown === this.shown && !isTyping()) {
      location.reload();
    }
  }

  async ask() {
    try {
      const answer = await fetch(this.dataset.src, { headers: { accept: 'application/json' } });
      return answer.ok ? signOf(await answer.json()) : undefined;
    } catch {
      return undefined;
    }
  }
}

customElements.define('run-watch', RunWatch);
