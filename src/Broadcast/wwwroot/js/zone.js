// When something is by the reader's own clock, where that differs from the clock of the page. Says nothing where both are the same.
class OwnTime extends HTMLElement {
  connectedCallback() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const [from, to] = [new Date(Number(this.dataset.from)), new Date(Number(this.dataset.to))];
    const write = (at, in_, parts) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: in_, hourCycle: 'h23', ...parts }).format(at);
    const clock = { hour: '2-digit', minute: '2-digit' };
    const day = { month: 'long', day: 'numeric', weekday: 'short' };
    if (!zone || write(from, zone, { ...day, ...clock }) === write(from, this.dataset.zone, { ...day, ...clock })) {
      return;
    }

    const time = document.createElement('strong');
    time.textContent = `${write(from, zone, day)} ${write(from, zone, clock)}–${write(to, zone, clock)}`;
    const where = document.createElement('span');
    where.className = 'small muted';
    where.textContent = this.dataset.words.replace('{0}', zone);
    this.replaceChildren(time, ' ', where);
  }
}

customElements.define('own-time', OwnTime);
