// The box of texts that are on this device alone: why, which, and how to take them along.

async function unsent() {
  return (await kept.all()).filter((one) => one.state !== "saved");
}

async function showUnsent() {
  if (!box) return;
  await hold();
  if (leaving) await showLeaving();
  const found = await unsent();
  const stray = found.filter((one) => one.state === "refused" && !answers.has(one.action));
  const old = document.documentElement.dataset.kept;
  const told = found.length > 0 && Boolean(trouble || leaving || !kept.safe || stray.length);
  box.hidden = !told && !old;
  const shown = { ...{ old, told, memory: told && !kept.safe }, [trouble]: told };
  for (const part of box.querySelectorAll("[data-when]")) part.hidden = !shown[part.dataset.when];
  if (old) box.querySelector("[data-when=old]").textContent = say("old", Number(old));
  box.querySelector("[data-list]").replaceChildren(...found.map(lineOf));
}

function lineOf(record) {
  const item = document.createElement("li");
  const link = Object.assign(document.createElement("a"), { href: record.page });
  link.textContent = `${record.code} ${record.title}`;
  const text = document.createElement("p");
  text.textContent = [...record.said, record.why].filter(Boolean).join(" · ");
  const away = Object.assign(document.createElement("button"), { type: "button" });
  away.className = "mc-button mc-button--link mc-button--small";
  away.textContent = words.discard;
  away.addEventListener("click", () => forget(record).then(showUnsent));
  item.append(link, text, away);
  return item;
}

async function exportUnsent() {
  const texts = (await unsent()).map((one) => [
    `${one.code} ${one.title}`, say("typing", one.at), ...one.said, one.why, "",
  ].filter((part) => part !== undefined).join("\r\n"));
  const file = new Blob([texts.join("\r\n")], { type: "text/plain;charset=utf-8" });
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file) });
  link.download = words.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

box?.querySelector("[data-export]").addEventListener("click", exportUnsent);
box?.querySelector("[data-retry]")?.addEventListener("click", () => pump());
