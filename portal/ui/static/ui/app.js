// Small conveniences. Every page works without this file; nothing here decides anything.
"use strict";
(() => {
  const body = document.body;
  const text = (name) => body.dataset[`text${name}`] || "";
  const live = document.getElementById("live");
  const toasts = document.getElementById("toasts");
  const typing = (element) => element.matches("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  const say = (words) => {
    live.textContent = "";
    window.setTimeout(() => { live.textContent = words; }, 50);
  };

  // ---- Toasts: notices of our own; good ones leave after 8 s, bad ones stay until closed ----
  const toast = (tone, words) => {
    const box = document.createElement("div");
    box.className = `notice notice--${tone}`;
    box.setAttribute("role", tone === "bad" ? "alert" : "status");
    const mark = document.createElement("span");
    mark.setAttribute("aria-hidden", "true");
    const sentence = document.createElement("div");
    sentence.textContent = words;
    const close = document.createElement("button");
    close.className = "iconbtn notice__close";
    close.type = "button";
    close.dataset.close = "";
    close.setAttribute("aria-label", text("Close"));
    close.textContent = "×";
    box.append(mark, sentence, close);
    if (tone !== "bad") box.dataset.toast = "";
    toasts.append(box);
    prepare(box);
  };

  // ---- What fresh markup needs: shown buttons, focus, toasts that leave ----
  const each = (root, selector, act) => {
    if (root.matches && root.matches(selector)) act(root);
    root.querySelectorAll(selector).forEach(act);
  };
  const prepare = (root) => {
    each(root, "[data-copy][hidden], [data-close][hidden], [data-dialog][hidden], [data-print][hidden]", (element) => { element.hidden = false; });
    each(root, "[data-toast]", (element) => {
      const leave = () => window.setTimeout(() => element.remove(), 8000);
      let timer = leave();
      element.addEventListener("pointerenter", () => window.clearTimeout(timer));
      element.addEventListener("focusin", () => window.clearTimeout(timer));
      element.addEventListener("pointerleave", () => { timer = leave(); });
    });
  };
  const focusFirst = (root) => {
    const wanted = root.querySelector(".errsum[data-focus]") || root.querySelector("[data-focus]");
    if (wanted) wanted.focus({ preventScroll: false });
  };

  // Browsers offer the clipboard on trusted addresses only; elsewhere the old way still works.
  const copied = () => toast("ok", text("Copied"));
  const copy = (words) => {
    if (navigator.clipboard) { navigator.clipboard.writeText(words).then(copied); return; }
    const area = document.createElement("textarea");
    area.value = words;
    area.className = "vh";
    body.append(area);
    area.select();
    if (document.execCommand("copy")) copied();
    area.remove();
  };

  // ---- Clicks ----
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-copy], [data-close], [data-dialog], [data-dialog-close], [data-print]");
    if (!target) return;
    if (target.dataset.copy !== undefined) {
      copy(target.dataset.copy);
    } else if (target.dataset.print !== undefined) {
      window.print();
    } else if (target.dataset.close !== undefined) {
      target.closest(".notice").remove();
    } else if (target.dataset.dialogClose !== undefined) {
      target.closest("dialog").close();
    } else {
      const dialog = document.getElementById(target.dataset.dialog);
      if (dialog) { event.preventDefault(); dialog.showModal(); }
    }
  });
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details.menu[open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // ---- A form is sent once; the button says so ----
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    const button = event.submitter;
    if (button && button.classList.contains("btn") && form.method === "post") {
      button.setAttribute("aria-disabled", "true");
      say(text("Sending"));
    }
  });
  const release = (form) => {
    if (!form) return;
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });

  // ---- Batch bar: counts what is checked ----
  document.addEventListener("change", (event) => {
    if (event.target.name !== "tasks") return;
    const bar = document.querySelector("[data-batch]");
    if (!bar) return;
    const checked = document.querySelectorAll("input[name=tasks]:checked").length;
    bar.hidden = checked === 0;
    bar.querySelector("b").textContent = bar.dataset.batch.replace("{n}", checked);
  });

  // ---- Files: dragging is an extra way to the real input ----
  ["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
    const zone = event.target.closest && event.target.closest("[data-drop]");
    if (!zone) return;
    event.preventDefault();
    zone.classList.toggle("upload--over", kind === "dragover");
    const input = zone.querySelector("input[type=file]");
    if (kind === "drop" && input && event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }));

  // ---- htmx: where answers go, where the focus goes, what is said ----
  const saved = (state) => {
    const place = document.getElementById("saved");
    if (!place) return;
    const clock = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false });
    place.classList.toggle("saved--failed", state === "Unsaved");
    place.textContent = text(state).replace("{time}", clock);
  };
  body.addEventListener("htmx:beforeRequest", (event) => {
    if (event.target.matches("[data-autosave]")) saved("Saving");
    const target = event.detail.target;
    if (target && target.setAttribute) target.setAttribute("aria-busy", "true");
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status >= 400 && xhr.status < 500 && /^\s*<!doctype/i.test(xhr.responseText)) { event.detail.shouldSwap = false; failed(); return; }
    if (xhr.getResponseHeader("HX-Retarget") !== "#toasts") return;
    const sender = requestConfig.elt;
    const place = (sender.closest("form") || sender).querySelector("[data-notices]");
    if (place) { place.textContent = ""; event.detail.target = place; }
  });
  body.addEventListener("htmx:afterRequest", (event) => {
    const { elt, target, successful } = event.detail;
    if (target && target.removeAttribute) target.removeAttribute("aria-busy");
    if (elt.matches("[data-autosave]")) saved(successful ? "Saved" : "Unsaved");
    release(elt.closest("form"));
  });
  body.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
  body.addEventListener("htmx:afterSwap", (event) => {
    const target = event.detail.target;
    if (target === toasts || (target.matches && target.matches("[data-notices]"))) return;
    const fresh = target.isConnected ? target : document.getElementById(target.id);
    if (!fresh) return;
    if (fresh.matches("[data-poll]")) say(text("Updated"));
    else focusFirst(fresh);
  });
  function failed() { toast("bad", navigator.onLine ? text("Failed") : text("Offline")); }
  body.addEventListener("htmx:responseError", failed);
  body.addEventListener("htmx:sendError", failed);
  body.addEventListener("htmx:timeout", failed);
  window.addEventListener("offline", () => toast("warn", text("Offline")));
  window.addEventListener("online", () => toast("ok", text("Online")));

  // ---- Polling stops while the tab is hidden ----
  window.setInterval(() => {
    if (document.hidden || !window.htmx) return;
    const now = Date.now();
    document.querySelectorAll("[data-poll]").forEach((element) => {
      const since = Number(element.dataset.polledAt || 0) || (element.dataset.polledAt = now);
      if (now - since >= Number(element.dataset.poll) * 1000 && !element.contains(document.activeElement)) {
        element.dataset.polledAt = now;
        window.htmx.trigger(element, "poll-visible");
      }
    });
  }, 5000);

  // ---- Single keys: only where a page offers them, never while typing, can be turned off ----
  const stored = (() => { try { return window.localStorage; } catch { return null; } })();
  const keysOn = () => !stored || stored.getItem("single-keys") !== "off";
  const keySwitch = document.querySelector("[data-keys-switch]");
  if (keySwitch) {
    keySwitch.checked = keysOn();
    keySwitch.addEventListener("change", () => stored && stored.setItem("single-keys", keySwitch.checked ? "on" : "off"));
  }
  const rows = () => Array.from(document.querySelectorAll("[data-row]"));
  const here = () => {
    const focused = document.activeElement.closest("[data-row]");
    return focused || document.querySelector("[data-row][aria-current]");
  };
  const step = (by) => {
    const all = rows();
    if (!all.length) return false;
    const next = all[Math.min(Math.max(all.indexOf(here()) + by, 0), all.length - 1)];
    next.querySelector("a").focus();
    next.scrollIntoView({ block: "nearest" });
    return true;
  };
  const pick = () => {
    const box = here() && here().querySelector("input[type=checkbox]");
    if (box) box.click();
    return Boolean(box);
  };
  const act = (key) => {
    const element = document.querySelector(`[data-key="${CSS.escape(key)}" i]`);
    if (!element) return false;
    if (typing(element)) element.focus();
    else element.click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || !keysOn()) return;
    if (typing(event.target) || event.target.isContentEditable || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    let done = false;
    if (key === "?") { document.getElementById("keys-help").showModal(); done = true; }
    else if (key === "j") done = step(1) || act("j");
    else if (key === "k") done = step(-1) || act("k");
    else if (key === "x") done = pick();
    else if (key === "/" || /^[a-z]$/.test(key)) done = act(event.shiftKey && key !== "/" ? `shift+${key}` : key);
    if (done) event.preventDefault();
  });

  prepare(document);
  if (!window.location.hash) focusFirst(document.querySelector("main") || document);
})();
