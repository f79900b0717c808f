// What moves on every page: appearance, keys, copying, notes that go. Each page works without it.

const theme = {
  choose(name) {
    document.documentElement.dataset.theme = name;
    document.cookie = `theme=${name}; path=/; max-age=31536000; samesite=lax`;
    document.querySelectorAll('[data-theme-choice]').forEach(link =>
      link.dataset.themeChoice === name ? link.setAttribute('aria-current', 'true') : link.removeAttribute('aria-current'));
    document.dispatchEvent(new CustomEvent('themechange'));
  },
};

const keys = {
  pending: '',
  timer: 0,

  press(event) {
    const at = event.target;
    const typing = at.closest?.('input, textarea, select, [contenteditable]');
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || typing) {
      return;
    }

    // Space and Enter press what has the focus, as everywhere.
    const name = event.key === ' ' ? 'space' : event.key.length === 1 ? event.key.toLowerCase() : '';
    if (!name || (name === 'space' && at.closest?.('button, a, summary'))) {
      return;
    }

    const pressed = keys.pending ? `${keys.pending} ${name}` : name;
    const target = [...document.querySelectorAll('[data-key]')].find(element => element.dataset.key === pressed && !element.disabled && !element.hidden);
    clearTimeout(keys.timer);
    keys.pending = '';
    if (target) {
      event.preventDefault();
      keys.trigger(target);
    } else if ([...document.querySelectorAll('[data-key]')].some(element => element.dataset.key.startsWith(`${pressed} `))) {
      keys.pending = pressed;
      keys.timer = setTimeout(() => { keys.pending = ''; }, 1500);
    }
  },

  trigger(element) {
    const popover = element.getAttribute('popovertarget');
    if (popover) {
      document.getElementById(popover).togglePopover();
    } else if (element.matches('input, select, textarea')) {
      element.focus();
      element.select?.();
    } else {
      element.click();
    }
  },

  /** The list under "?" is read off the page, so that it is always true. */
  list() {
    const list = document.getElementById('key-list');
    const seen = new Set();
    const isFirst = element => !seen.has(element.dataset.key) && seen.add(element.dataset.key);
    list?.replaceChildren(...[...document.querySelectorAll('[data-key]')].filter(isFirst).flatMap(element => {
      const term = document.createElement('dt');
      term.append(...element.dataset.key.split(' ').flatMap((key, i) => {
        const cap = document.createElement('kbd');
        cap.textContent = key === 'space' ? '␣' : key;
        return i ? [' ', cap] : [cap];
      }));
      const what = document.createElement('dd');
      what.textContent = element.dataset.keyLabel ?? element.getAttribute('aria-label') ?? element.firstChild?.textContent?.trim() ?? '';
      return [term, what];
    }));
  },
};

async function copy(button) {
  const text = button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  const before = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => { button.textContent = before; }, 2000);
}

const going = new WeakMap();

/** A note of what was done, and with it the way back, goes after ten seconds; reloading does not bring it again. The next page may bring the next note in the same element: its time begins anew. */
function settleNotes() {
  const url = new URL(location.href);
  if (url.searchParams.has('done')) {
    ['done', 'undo', 'on', 'to'].forEach(name => url.searchParams.delete(name));
    history.replaceState(history.state, '', url);
  }

  document.querySelectorAll('[data-done]:not([data-settled])').forEach(note => {
    note.dataset.settled = '';
    clearTimeout(going.get(note));
    going.set(note, setTimeout(() => { if (!note.contains(document.activeElement)) note.remove(); }, 10_000));
  });
  document.querySelector('[aria-invalid="true"]')?.focus();
}

document.addEventListener('keydown', keys.press);
document.addEventListener('toggle', event => event.target.id === 'keys' && event.newState === 'open' && keys.list(), true);
document.addEventListener('click', event => {
  const choice = event.target.closest?.('[data-theme-choice]');
  const copying = event.target.closest?.('[data-copy]');
  if (choice) {
    event.preventDefault();
    theme.choose(choice.dataset.themeChoice);
  } else if (copying) {
    copy(copying);
  } else if (event.target.closest?.('[data-print]')) {
    print();
  }
});
// A form that changes nothing but what is shown is sent as soon as it is changed.
document.addEventListener('change', event => event.target.closest?.('form[data-auto]')?.requestSubmit());

// One box ticks all of a name in its form.
document.addEventListener('change', event => {
  const name = event.target.dataset?.checkAll;
  if (name) {
    event.target.form.querySelectorAll(`input[type="checkbox"][name="${name}"]:not(:disabled)`).forEach(box => { box.checked = event.target.checked; });
  }
});

/** Elements that move bring their own module, loaded where the first of them stands. */
const parts = { 'live-clock': './clock.js', 'own-time': './zone.js', 'live-age': './clock.js', 'audience-live': './audience.js', 'audience-board': './dashboard.js', 'work-progress': './work.js', 'board-desk': './board.js', 'audience-curve': './curve.js', 'channel-watch': './channels.js', 'run-watch': './run.js' };

/** Where tabs scroll, the one that is open is in sight. */
function showOpenTab() {
  for (const tab of document.querySelectorAll('.tabs [aria-current], nav.segments [aria-current]')) {
    const box = tab.parentElement;
    const [one, all] = [tab.getBoundingClientRect(), box.getBoundingClientRect()];
    box.scrollLeft += one.left - all.left - (all.width - one.width) / 2;
  }
}

let pressed = null;
const actionOf = button => button?.form?.elements._action?.value;

/** The next page may stand in the same elements: a button that now does something else lets go of the key that pressed it before. */
function letGo() {
  const button = document.activeElement?.closest?.('button');
  if (button && pressed && actionOf(button) !== pressed) {
    button.blur();
  }

  pressed = null;
}

const isTicked = field => field.type === 'checkbox' || field.type === 'radio';
const fieldsOf = form => [...form.elements].filter(field => field.name && !['hidden', 'submit', 'file', 'password'].includes(field.type));
const nameOf = form => `${form.elements._action?.value}/${form.elements._subject?.value ?? ''}`;
const postedForms = () => [...document.querySelectorAll('main form[method="post"]')];

// A field that somebody has touched says so itself: what it holds may differ from what the page wrote without that.
const isAsWritten = field => isTicked(field) ? field.checked === field.defaultChecked : !field.options && field.value === field.defaultValue;
const touch = ({ target }) => {
  if (target.form) {
    isAsWritten(target) ? delete target.dataset.touched : target.dataset.touched = '';
  }
};
document.addEventListener('input', touch);
document.addEventListener('change', touch);

/** What is being typed into one form, and is not sent, outlives a command that another one sends. A form that was refused holds what was typed as the page's own. */
const drafts = {
  path: '',
  fields: [],

  keep(sent) {
    this.path = location.pathname;
    this.fields = postedForms().filter(form => form !== sent)
      .flatMap(form => fieldsOf(form).filter(field => 'touched' in field.dataset || 'refused' in form.dataset)
        .map(field => ({ form: nameOf(form), name: field.name, tick: isTicked(field) ? field.value : null, value: isTicked(field) ? field.checked : field.value })));
  },

  bringBack() {
    const [fields, isHere] = [this.fields, this.path === location.pathname];
    this.fields = [];
    document.querySelectorAll('[data-touched]').forEach(field => delete field.dataset.touched);
    for (const kept of isHere ? fields : []) {
      const form = postedForms().find(one => nameOf(one) === kept.form);
      const field = form && fieldsOf(form).find(one => one.name === kept.name && (kept.tick === null || one.value === kept.tick));
      if (field && this.set(field, kept)) {
        field.dataset.touched = '';
        field.closest('details')?.setAttribute('open', '');
      }
    }
  },

  /** What is no choice any more is not chosen. */
  set(field, { tick, value }) {
    if (field.options && ![...field.options].some(option => option.value === value)) {
      return false;
    }

    field[tick === null ? 'value' : 'checked'] = value;
    return true;
  },
};

document.addEventListener('submit', event => {
  pressed = actionOf(event.submitter) ?? null;
  drafts.keep(event.target);
});

function begin() {
  letGo();
  drafts.bringBack();
  settleNotes();
  showOpenTab();
  for (const [name, module] of Object.entries(parts)) {
    if (document.querySelector(name)) {
      import(module);
    }
  }

  document.dispatchEvent(new CustomEvent('page'));
}

begin();
addEventListener('load', () => globalThis.Blazor?.addEventListener('enhancedload', begin));
