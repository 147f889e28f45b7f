// Sends one record to the server and says in a word what became of it.

const PATIENCE = 30_000;
// The language that the link to this page fixed, if it did.
const spoken = new URLSearchParams(location.search).get("lang");
const fixed = spoken ? `?lang=${encodeURIComponent(spoken)}` : "";

// "saved" and "refused" come with what the page is to show; "later" means no answer that counts,
// "signed out" that nobody, or somebody else, is signed in.
async function send(record) {
  const body = new URLSearchParams(record.fields);
  body.set("base", record.base);
  body.set("save", record.save);
  body.set("since", words.since);
  if (record.over) body.set("over", record.over);
  const leaving = document.visibilityState === "hidden" && body.toString().length < 60_000;
  let answered, html;
  try {
    answered = await fetch(record.action + fixed, {
      method: "POST",
      body,
      redirect: "manual",
      keepalive: leaving,
      signal: AbortSignal.timeout(PATIENCE),
      headers: { "X-Part": "yes", "X-CSRFToken": cookie(words.csrf) },
    });
    html = await answered.text();
  } catch {
    return { became: "later" };
  }
  const { status } = answered;
  if (status === 200) return { became: "saved", html, asks: answered.headers.get("X-Asked") };
  if (status === 409 || status === 422) return { became: "refused", html };
  if (status >= 500 || status === 429 || status === 408) return { became: "later" };
  if ((await whoIsHere()) !== record.person) return { became: "signed out" };
  return { became: "refused", why: leadOf(html) };
}

// What an error page says.
function leadOf(html) {
  return new DOMParser().parseFromString(html, "text/html").querySelector(".mc-lead")?.textContent || "";
}

function cookie(name) {
  const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
  return found ? found.slice(name.length + 1) : "";
}

// Whom the server takes this browser for: a page every person may read says so.
async function whoIsHere() {
  try {
    const page = await (await fetch(words.home)).text();
    const head = new DOMParser().parseFromString(page, "text/html");
    return head.querySelector("meta[name=person]")?.content || "";
  } catch {
    return "";
  }
}
