// Whether each channel still reports while an interview is on air: how old its last figure is, and an alarm in words when it is older than it may be.
class ChannelWatch extends HTMLElement {
  connectedCallback() {
    this.ahead = Date.now() - Number(this.dataset.now);
    this.stop = new AbortController();
    document.addEventListener('audience', event => this.apply(event.detail), { signal: this.stop.signal });
    this.timer = setInterval(() => this.tick(), 1000);
    this.tick();
  }

  disconnectedCallback() {
    this.stop.abort();
    clearInterval(this.timer);
  }

  apply(audience) {
    for (const channel of audience.byChannel) {
      if (channel.lastReadingAt) {
        this.querySelectorAll(`[data-channel="${channel.channelId}"] live-age`).forEach(age => { age.dataset.at = Date.parse(channel.lastReadingAt); });
      }
    }

    this.tick();
  }

  tick() {
    if (this.dataset.live === undefined) {
      return;
    }

    const silent = [];
    for (const row of this.querySelectorAll('[data-channel]')) {
      const at = Number(row.querySelector('live-age')?.dataset.at ?? 0);
      const age = (Date.now() - this.ahead - at) / 1000;
      const isSilent = !at || age > Number(row.dataset.hold);
      row.classList.toggle('silent', isSilent);
      row.classList.toggle('reporting', !isSilent);
      const told = row.querySelector('.age');
      told?.classList.toggle('attention', isSilent);
      told?.classList.toggle('muted', !isSilent);
      if (isSilent && at) {
        silent.push(row.dataset.name);
      }
    }

    const note = this.querySelector('[data-alarm-note]');
    const text = silent.length ? this.dataset.alarm.replace('{0}', silent.join(' · ')) : '';
    if (note && note.textContent !== text) {
      note.textContent = text;
      note.hidden = !text;
    }
  }
}

customElements.define('channel-watch', ChannelWatch);
