// Long work as it goes on: asks once a second how far it is, and reads the page again when it has come to its end.

class WorkProgress extends HTMLElement {
  connectedCallback() {
    this.timer = setInterval(() => this.ask(), 1000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }

  async ask() {
    try {
      const answer = await fetch(this.dataset.src, { headers: { accept: 'application/json' } });
      const work = await answer.json();
      this.querySelector('progress').value = work.progress ?? 0;
      if (work.finishedAt || !answer.ok) {
        clearInterval(this.timer);
        location.reload();
      }
    } catch {
      // The next second asks again.
    }
  }
}

if (!customElements.get('work-progress')) {
  customElements.define('work-progress', WorkProgress);
}
