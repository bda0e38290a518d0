/*
 * Asks before a form is sent, and for a reason where one is owed. The question fills the one dialog of the layout (#ask).
 *
 *   <form method="post" action="…" data-controller="ask" data-ask="撤销这次导入？" data-ask-detail="…"
 *         data-ask-confirm="撤销" data-ask-reason="required" data-ask-danger>…</form>
 *
 * The reason travels as the field "reason". Works for plain forms and for forms with hx-post.
 */
export function ask(form) {
  let sure = false;

  function onSubmit(event) {
    if (sure) {
      sure = false;
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    question(form, event.submitter, (reason) => {
      if (reason !== null) field(form, "reason").value = reason;
      sure = true;
      form.requestSubmit(event.submitter ?? undefined);
    });
  }

  form.addEventListener("submit", onSubmit, true);
}

function field(form, name) {
  const found = form.elements.namedItem(name);
  if (found) return found;
  const made = Object.assign(document.createElement("input"), { type: "hidden", name });
  form.append(made);
  return made;
}

function question(form, opener, proceed) {
  const box = document.getElementById("ask");
  const reason = box.querySelector("[name=reason]");
  const confirm = box.querySelector("[data-ask-confirm]");
  const wanted = form.dataset.askReason;

  box.querySelector("[data-ask-question]").textContent = form.dataset.ask;
  const detail = box.querySelector("[data-ask-detail]");
  detail.textContent = form.dataset.askDetail ?? "";
  detail.hidden = !form.dataset.askDetail;
  box.querySelector("[data-ask-reason]").hidden = !wanted;
  reason.required = wanted === "required";
  reason.value = "";
  confirm.textContent = form.dataset.askConfirm || confirm.dataset.askConfirm;
  const danger = "askDanger" in form.dataset;
  confirm.classList.toggle("btn-danger", danger);
  confirm.classList.toggle("btn-primary", !danger);

  box.querySelector("form").onsubmit = (event) => {
    event.preventDefault();
    if (wanted === "required" && !reason.value.trim()) {
      reason.value = "";
      reason.reportValidity();
      return;
    }
    box.close();
    opener?.focus();
    proceed(wanted ? reason.value.trim() : null);
  };
  box.showModal();
  (wanted ? reason : box.querySelector("[data-close]")).focus();
}
