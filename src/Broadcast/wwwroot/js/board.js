// The board: drag an interview to an open slot or onto another one, walk over the slots with the arrow keys, find a unit while typing. All of it goes without a script too.

/** One answer for each slot while an interview is on its way. */
class Checks {
  constructor(desk, interview) {
    this.address = `${desk.dataset.check}${interview}:check`;
    this.answers = new Map();
  }

  ask(slotId) {
    if (!this.answers.has(slotId)) {
      this.answers.set(slotId, fetch(this.address, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ slotId }) })
        .then(answer => (answer.ok ? answer.json() : { ok: false, problems: [] }))
        .catch(() => ({ ok: false, problems: [] })));
    }

    return this.answers.get(slotId);
  }
}

class BoardDesk extends HTMLElement {
  connectedCallback() {
    if (this.begun) {
      return;
    }

    this.begun = true;
    this.words = JSON.parse(this.dataset.words);
    for (const name of ['dragstart', 'dragover', 'drop', 'dragend', 'keydown', 'focusin', 'focusout', 'input']) {
      this.addEventListener(name, this);
    }

    this.renew();
  }

  handleEvent(event) {
    this[`on${event.type}`](event);
  }

  /** After each page: what only a script needs, and the place of the focus. */
  renew() {
    this.words = JSON.parse(this.dataset.words);
    this.querySelectorAll('.find').forEach(field => { field.hidden = false; });
    this.querySelectorAll('.chip[data-movable]').forEach(chip => { chip.draggable = true; });
    this.checks = this.dataset.moving && this.dataset.check ? new Checks(this, this.dataset.moving) : null;
    if (matchMedia('(max-width: 1000px)').matches && !this.narrow) {
      this.narrow = true;
      this.querySelector('[data-unit-list]')?.removeAttribute('open');
    }

    this.rove();
    this.follow();
    this.say('');
  }

  /** One stop of the tab key for all slots; the arrows walk between them. */
  rove(to) {
    const chips = this.chips();
    const current = to ?? chips.find(chip => chip.getAttribute('aria-current') === 'true') ?? chips.find(chip => chip === document.activeElement) ?? chips[0];
    chips.forEach(chip => { chip.tabIndex = chip === current ? 0 : -1; });
  }

  /** What was opened gets the focus, where there is a keyboard; what was closed gives it back. */
  follow() {
    const query = new URLSearchParams(location.search);
    const opened = ['slot', 'unit', 'move'].map(name => query.get(name)).join();
    const before = this.opened;
    this.opened = opened;
    if (before === undefined || before === opened || !matchMedia('(hover: hover)').matches || document.querySelector('[aria-invalid="true"]')) {
      return;
    }

    if (query.get('move') && !query.get('slot')) {
      const chips = this.chips();
      (chips.find(chip => chip.classList.contains('moving')) ?? chips[0])?.focus();
    } else if (opened !== ',,') {
      const first = [...this.querySelectorAll('.board-side [data-first]')].find(element => !element.value);
      (first ?? this.querySelector('.board-side button.primary') ?? this.querySelector('#slot h2'))?.focus({ preventScroll: true });
    } else {
      const left = before.split(',');
      this.chips().find(chip => chip.dataset.slot === left[0] || chip.dataset.interview === left[2])?.focus();
    }
  }

  chips() {
    return [...this.querySelectorAll('.board-main a.chip')];
  }

  say(text, kind = '') {
    const note = this.querySelector('.drag-note');
    if (note) {
      note.textContent = text;
      note.dataset.kind = kind;
    }
  }

  /** What would be in the way, in a line each. */
  tell(answer) {
    const span = o => ` · ${o.from.slice(5, 16).replace('T', ' ')}–${o.to.slice(11, 16)}`;
    return answer.problems.map(problem => {
      const o = problem.obstacle;
      const what = o?.what ? ` · ${o.interviewId ? this.words['InTheWay.Interview'].replace('{0}', o.what) : o.what}` : '';
      return `${this.words[`Refusal.${problem.type}`] ?? problem.message}${o ? ` – ${o.who}${what}${span(o)}` : ''}`;
    }).join('\n');
  }

  /** Shows at a slot what a move there would come to. */
  async try(chip, checks) {
    if (chip.dataset.interview) {
      this.say(this.words['Board.DropToSwap'].replace('{0}', chip.dataset.name), 'swap');
      return null;
    }

    this.over = chip;
    this.say(this.words['Board.Checking']);
    const answer = await checks.ask(chip.dataset.slot);
    chip.classList.add(answer.ok ? 'fits' : 'misfits');
    if (this.over === chip) {
      this.say(answer.ok ? this.words['Board.Fits'] : this.tell(answer), answer.ok ? 'fits' : 'misfits');
    }

    return answer;
  }

  takes(chip) {
    return chip && chip.dataset.slot !== this.dragged?.slot && (chip.dataset.interview ? 'movable' in chip.dataset : chip.dataset.state === 'open');
  }

  ondragstart(event) {
    const chip = event.target.closest?.('.chip');
    if (!chip || !('movable' in chip.dataset)) {
      return;
    }

    this.dragged = { id: chip.dataset.interview, slot: chip.dataset.slot, checks: new Checks(this, chip.dataset.interview) };
    event.dataTransfer.effectAllowed = 'move';
    event.dataTransfer.setData('text/plain', chip.dataset.name ?? '');
    chip.classList.add('moving');
    this.classList.add('is-moving');
  }

  ondragover(event) {
    const chip = event.target.closest?.('.chip');
    if (!this.dragged || !this.takes(chip)) {
      this.over = null;
      return;
    }

    event.preventDefault();
    event.dataTransfer.dropEffect = 'move';
    if (this.over !== chip) {
      this.over = chip;
      this.try(chip, this.dragged.checks);
    }
  }

  async ondrop(event) {
    const chip = event.target.closest?.('.chip');
    const dragged = this.dragged;
    if (!dragged || !this.takes(chip)) {
      return;
    }

    event.preventDefault();
    const answer = chip.dataset.interview ? null : await dragged.checks.ask(chip.dataset.slot);
    if (answer?.ok) {
      const form = this.querySelector('form[data-drop]');
      form.elements._subject.value = dragged.id;
      form.elements.slotId.value = chip.dataset.slot;
      form.requestSubmit();
    } else {
      this.open({ move: dragged.id, slot: chip.dataset.slot });
    }
  }

  ondragend() {
    this.dragged = null;
    this.over = null;
    this.classList.toggle('is-moving', Boolean(this.dataset.moving));
    this.querySelectorAll('.chip').forEach(chip => {
      chip.classList.remove('fits', 'misfits');
      chip.classList.toggle('moving', Boolean(this.dataset.moving) && chip.dataset.interview === this.dataset.moving);
    });
    this.say('');
  }

  /** Goes to this address with some of its query changed, without loading the page anew. */
  open(values) {
    const address = new URL(location.href);
    Object.entries(values).forEach(([name, value]) => (value === null ? address.searchParams.delete(name) : address.searchParams.set(name, value)));
    const link = document.createElement('a');
    link.href = address.href;
    this.append(link);
    link.click();
    link.remove();
  }

  onkeydown(event) {
    const chip = event.target.closest?.('.chip');
    if (event.ctrlKey || event.metaKey || event.altKey) {
      return;
    }

    if (event.key === 'Escape') {
      const way = this.querySelector('[data-escape]');
      if (way && !document.querySelector('[popover]:popover-open')) {
        event.preventDefault();
        way.click();
      }
    } else if (chip && event.key.startsWith('Arrow')) {
      event.preventDefault();
      this.walk(chip, event.key);
    } else if (chip && event.key === 'v' && 'movable' in chip.dataset) {
      event.preventDefault();
      event.stopPropagation();
      this.open({ move: chip.dataset.interview, slot: null, unit: null });
    }
  }

  /** To the nearest slot in a direction; what lies aside counts double. */
  walk(from, key) {
    const box = from.getBoundingClientRect();
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const middle = rect => [rect.left + rect.width / 2, rect.top + rect.height / 2];
    const [fromX, fromY] = middle(box);
    let [best, least] = [null, Infinity];
    for (const chip of this.chips()) {
      const [toX, toY] = middle(chip.getBoundingClientRect());
      const along = (toX - fromX) * x + (toY - fromY) * y;
      const aside = Math.abs((toX - fromX) * y) + Math.abs((toY - fromY) * x);
      if (along > 4 && along + 2 * aside < least) {
        [best, least] = [chip, along + 2 * aside];
      }
    }

    if (best) {
      this.rove(best);
      best.focus();
    }
  }

  onfocusin(event) {
    const chip = event.target.closest?.('.chip');
    if (chip && this.checks && chip.dataset.interview !== this.dataset.moving && this.takes(chip)) {
      this.try(chip, this.checks);
    } else if (chip && this.checks) {
      this.over = null;
      this.say('');
    }
  }

  onfocusout() {
    if (!this.dragged) {
      this.over = null;
      this.say('');
    }
  }

  oninput(event) {
    const field = event.target.closest?.('[data-finds]');
    if (!field) {
      return;
    }

    const wanted = field.value.trim().toLowerCase();
    document.getElementById(field.dataset.finds).querySelectorAll('[data-find]').forEach(row => { row.hidden = !row.dataset.find.includes(wanted); });
  }
}

customElements.define('board-desk', BoardDesk);
document.addEventListener('page', () => document.querySelector('board-desk')?.renew());

// Where the day stands.
class NowLine extends HTMLElement {
  connectedCallback() {
    this.ahead = Date.now() - Number(this.dataset.now);
    this.timer = setInterval(() => this.style.setProperty('--at', (Date.now() - this.ahead - Number(this.dataset.from)) / 3_600_000), 30_000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
  }
}

customElements.define('now-line', NowLine);
